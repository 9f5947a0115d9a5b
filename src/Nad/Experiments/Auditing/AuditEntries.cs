using Nad.Audit;
using Nad.Evaluation;

namespace Nad.Experiments;

/// <summary>From what an audit found to the entries of its file.</summary>
internal static class AuditEntries
{
    public static FindingEntry Of(AuditFinding f, double? p, bool pictures) => new(
        f.Detector, f.Family, f.Statistic, p, f.Class, f.Unit, f.Formula, f.Seconds,
        [.. f.Classes.Concat(f.Classes.Count > 0 && f.Away is { } away ? [away] : []).Select(c => Of(f.Family, c, pictures))], f.Details);

    public static PairedEntry? Of(PairedVerdict? verdict, IReadOnlyList<PairedEvidence> pairs) =>
        verdict is null ? null : new PairedEntry(verdict.Code, verdict.Sentence,
                [.. pairs.Select(p => new PairedChangeEntry(
                    p.Family, p.Goal, p.IsControl, Share(p.Before.SuccessB), Share(p.Success),
                    p.Success.Trials == 0 ? null : [p.Success.Interval95.Low, p.Success.Interval95.High], Share(p.Random), p.Before.Value,
                    p.After.Value))]);

    public static AuditOptionsEntry Of(AuditOptions o) =>
        new(o.Name, o.Images, o.SearchSteps, o.Batch, o.Success, o.MarginStarts, o.MarginSteps, o.NoiseRestarts);

    private static ClassEntry Of(string family, ClassEvidence c, bool pictures) =>
        new(
            c.Goal, c.Value, Share(c.SuccessA), Share(c.SuccessB), Share(c.SuccessRandom),
            pictures && c.Pattern is not null ? AuditNames.Picture(family, c.Goal) : null);

    private static double? Share(Rate? rate) => rate is { Trials: > 0 } r ? r.Value : null;
}
