namespace Nad.Reporting;

/// <summary>What stands on the page of a relapse.</summary>
internal sealed record RelapseReport
{
    public required string Subtitle { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required double Seconds { get; init; }

    public required (string Sentence, VerdictKind Kind) Verdict { get; init; }

    public required IReadOnlyList<string> Reasons { get; init; }

    public required IReadOnlyList<AuditTable> Tables { get; init; }

    public required IReadOnlyList<LineChart> Charts { get; init; }

    /// <summary>Triggers on grey: caption, rows, columns, pixels.</summary>
    public required IReadOnlyList<(string Caption, int Height, int Width, byte[] Rgb)> Triggers { get; init; }

    public required IReadOnlyList<string> Protocol { get; init; }

    public required IReadOnlyList<string> LeftOut { get; init; }

    public required IReadOnlyList<(string Name, string Value)> Facts { get; init; }

    public required string Command { get; init; }
}
