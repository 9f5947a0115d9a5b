namespace Nad.Experiments;

/// <summary>The part of <c>result.json</c> that <c>nad erase --audit</c> adds; rates are 0–1, times are seconds.</summary>
/// <param name="Paired">What became of what was found before.</param>
/// <param name="Options">How much was searched.</param>
/// <param name="ImagesA">Images to search on.</param>
/// <param name="ImagesB">Images to judge.</param>
/// <param name="Unseen">Whether the erasing never saw these images.</param>
/// <param name="Before">Findings on the model before.</param>
/// <param name="After">Findings on the model after.</param>
/// <param name="Seconds">Time that it took.</param>
public sealed record ErasureAuditEntry(
    PairedEntry Paired, AuditOptionsEntry Options, int ImagesA, int ImagesB, bool Unseen, IReadOnlyList<FindingEntry> Before,
    IReadOnlyList<FindingEntry> After, double Seconds)
{
    /// <summary>Of an audit; null for none.</summary>
    internal static ErasureAuditEntry? Of(ErasureAudit? a) =>
        a is null ? null : new ErasureAuditEntry(
                AuditEntries.Of(a.Verdict, a.Pairs)!, AuditEntries.Of(a.Options), a.Halves.A, a.Halves.B, a.IsUnseen,
                [.. a.Before.Select(f => AuditEntries.Of(f, null, pictures: false))],
                [.. a.After.Select(f => AuditEntries.Of(f, null, pictures: false))], a.Seconds);
}
