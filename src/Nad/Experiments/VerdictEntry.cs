using Nad.Evaluation;

namespace Nad.Experiments;

/// <summary>
/// The verdict of a result file: a code word for scripts, the sentence that everybody is shown, and the facts that both rest on.
/// </summary>
public sealed record VerdictEntry
{
    /// <summary>The code word.</summary>
    public required Verdict Code { get; init; }

    /// <summary>The same in one sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>The target label; null for all-to-all and where no trigger was named.</summary>
    public int? Target { get; init; }

    /// <summary>Its class.</summary>
    public string? TargetName { get; init; }

    /// <summary>
    /// Another class that the given model takes the triggered images for as if it were the target; null where there is none.
    /// </summary>
    public int? TakenFor { get; init; }

    /// <summary>Its name.</summary>
    public string? TakenForName { get; init; }

    /// <summary>How many of the triggered images of other classes, 0–1.</summary>
    public double? TakenForShare { get; init; }

    /// <summary>Accuracy before minus after, 0–1; null where nothing was measured.</summary>
    public double? AccuracyLost { get; init; }

    /// <summary>How many triggered images would tell; null where there are enough.</summary>
    public int? ImagesNeeded { get; init; }

    internal static VerdictEntry Of(Judgement judged, IReadOnlyList<string> classNames) => new()
    {
        Code = judged.Verdict,
        Sentence = VerdictText.Of(judged, classNames),
        Target = judged.Before?.Target,
        TargetName = judged.Before?.Target is { } t ? classNames[t] : null,
        TakenFor = judged.Instead?.Class,
        TakenForName = judged.Instead is { } other ? classNames[other.Class] : null,
        TakenForShare = judged.Instead?.Rate.Value,
        AccuracyLost = judged.AccuracyLost,
        ImagesNeeded = judged.ImagesNeeded,
    };
}
