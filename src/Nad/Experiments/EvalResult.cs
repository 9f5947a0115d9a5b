namespace Nad.Experiments;

/// <summary>What <c>nad eval --json</c> prints.</summary>
public sealed record EvalResult(
    ModelEntry Model, string Data, ScoreEntry Score, VersionsEntry Versions, FitEntry Fit, IReadOnlyList<string> Warnings)
{
    /// <summary>Where the order of the classes is from (<see cref="Nad.Data.LabelOrder"/>), in small letters.</summary>
    public string? ClassOrder { get; init; }

    /// <summary>Names of the classes in the order of their labels.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>How many of the images each class has.</summary>
    public IReadOnlyList<int>? ImagesByClass { get; init; }

    /// <summary>What was decided about the data, is missing or was left out.</summary>
    public IReadOnlyList<string>? Remarks { get; init; }
}
