namespace Nad.Reporting;

/// <summary>What stands on the page of an audit.</summary>
internal sealed record AuditReport
{
    public required string Title { get; init; }

    public required string Subtitle { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required double Seconds { get; init; }

    public required IReadOnlyList<(string Sentence, VerdictKind Kind)> Verdicts { get; init; }

    public required IReadOnlyList<string> Reasons { get; init; }

    public required IReadOnlyList<AuditTable> Tables { get; init; }

    public required IReadOnlyList<AuditGallery> Galleries { get; init; }

    public required IReadOnlyList<string> Searched { get; init; }

    public required IReadOnlyList<string> NotSearched { get; init; }

    public required IReadOnlyList<(string Name, string Value)> Facts { get; init; }

    public required string Command { get; init; }
}

/// <summary>What an audit before and after erasing adds to a report.</summary>
internal sealed record AuditOfErasure(
    string Verdict, VerdictKind Kind, string Note, AuditTable Pairs, IReadOnlyList<AuditGallery> Galleries);

/// <summary>A table: headers, which columns are numbers, rows.</summary>
internal sealed record AuditTable(
    string Caption, IReadOnlyList<string> Headers, IReadOnlyList<int> Numeric, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>Small multiples of one kind of change.</summary>
internal sealed record AuditGallery(string Title, string Note, IReadOnlyList<AuditPattern> Patterns);

/// <summary>One class: pictures at 1:1 and enlarged, its size beside the largest (0–1), lines of text.</summary>
internal sealed record AuditPattern(
    string Caption, int Height, int Width, IReadOnlyList<(byte[] Rgb, string Alternative, bool Former)> Pictures, double? Share,
    double? FormerShare, IReadOnlyList<string> Lines, bool Stands);
