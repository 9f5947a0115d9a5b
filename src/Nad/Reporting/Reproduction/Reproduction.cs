namespace Nad.Reporting;

/// <summary>Everything that the page of <c>nad reproduce</c> shows.</summary>
public sealed record Reproduction
{
    /// <summary>Second line of the heading.</summary>
    public required string Subtitle { get; init; }

    /// <summary>Paragraphs at the beginning.</summary>
    public IReadOnlyList<string> Summary { get; init; } = [];

    /// <summary>Tables and figures.</summary>
    public required IReadOnlyList<ReproductionPart> Parts { get; init; }

    /// <summary>How it was made: seeds, machine, time.</summary>
    public required OptionTable Facts { get; init; }

    /// <summary>The command, as it can be typed again.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Shown in the heading.</summary>
    public required DateTimeOffset CreatedUtc { get; init; }
}
