using Nad.Defenses;

namespace Nad.Reporting;

/// <summary>
/// Everything that a report shows. Sections without content are left out; texts are plain text and are escaped where they are shown.
/// </summary>
public sealed record Report
{
    /// <summary>Heading of the page.</summary>
    public required string Title { get; init; }

    /// <summary>Second line of the heading: model, data, method.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The result in one sentence. It must not call a model clean: nothing here can show that.</summary>
    public required string Verdict { get; init; }

    /// <summary>How the verdict is meant.</summary>
    public VerdictKind VerdictKind { get; init; }

    /// <summary>Paragraphs under the verdict.</summary>
    public IReadOnlyList<string> Summary { get; init; } = [];

    /// <summary>What the reader should know before believing the numbers.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Columns of the before/after table; the first is the one that the others are compared with.</summary>
    public IReadOnlyList<ScoreColumn> Scores { get; init; } = [];

    /// <summary>The trigger that attack success was measured with, in words; null where none was named.</summary>
    public string? Trigger { get; init; }

    /// <summary>What the triggered images are taken for, one line for each model.</summary>
    public IReadOnlyList<string> TriggerNotes { get; init; } = [];

    /// <summary>Names of the classes, by label; empty to leave out what is shown class by class.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>What happened epoch by epoch; drawn as curves (<see cref="EpochCharts"/>) and listed as a table.</summary>
    public IReadOnlyList<EpochRecord> Epochs { get; init; } = [];

    /// <summary>Further charts, shown after those of the epochs.</summary>
    public IReadOnlyList<LineChart> Charts { get; init; } = [];

    /// <summary>What an audit before and after says; null where there was none.</summary>
    internal AuditOfErasure? Audit { get; init; }

    /// <summary>Images with the attention maps of the models.</summary>
    public IReadOnlyList<AttentionFigure> AttentionFigures { get; init; } = [];

    /// <summary>Weights of the attention loss, shallow to deep.</summary>
    public IReadOnlyList<TapWeight> TapWeights { get; init; } = [];

    /// <summary>Resolved options.</summary>
    public IReadOnlyList<OptionTable> Options { get; init; } = [];

    /// <summary>Files read and written.</summary>
    public IReadOnlyList<FileEntry> Files { get; init; } = [];

    /// <summary>Programs, libraries and device that made the result.</summary>
    public IReadOnlyList<VersionEntry> Versions { get; init; } = [];

    /// <summary>The command that makes this result again; null to leave it out.</summary>
    public string? CommandLine { get; init; }

    /// <summary>When the result was made. Given, never read from the clock, so that the same report is the same file.</summary>
    public required DateTimeOffset CreatedUtc { get; init; }

    /// <summary>Duration of the run in seconds; null where it was not timed.</summary>
    public double? Seconds { get; init; }
}
