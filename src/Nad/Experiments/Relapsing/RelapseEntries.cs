using Nad.Evaluation;
using Nad.Relapse;

namespace Nad.Experiments;

/// <summary>From what a relapse measured to the entries of its file.</summary>
internal static class RelapseEntries
{
    /// <summary>The content of <c>result.json</c>.</summary>
    public static RelapseResult Of(RelapseOutcome o, string command, SortedDictionary<string, string> files)
    {
        RelapseInputs i = o.Inputs;
        return new RelapseResult(
            1, new RelapseVerdictEntry(o.Verdict.Code, o.Verdict.Sentence, o.Verdict.Reasons), Entries.Of(i.Before), Entries.Of(i.After),
            i.Twin is null ? null : Entries.Of(i.Twin),
            new RelapseTriggerEntry(i.TriggerFrom, i.Backdoor.Attack, i.Backdoor.TargetLabel, i.Backdoor.Trigger.Describe()),
            new RelapseDataEntry(
                i.Source.Spec, o.Request.Test, i.Images.Count, i.Others.Count, i.Test.Count, i.Images.Fingerprint(), i.Test.Fingerprint(),
                i.Images.ClassNames),
            new(o.Scores.ToDictionary(s => s.Name, s => Rates(null, s.Score.Acc, s.Score.Asr ?? Rate.None)), StringComparer.Ordinal),
            [.. o.Arms.Select(a => new ArmEntry(
                a.Name, a.What, a.HalfDose, [.. a.Points.Select(p => Rates(null, p.Accuracy, p.Success) with { Poisoned = p.Poisoned })]))],
            [.. o.Drift.Select(d => new DriftEntry(d.Rate, d.Accuracy, d.Success, d.Broke is not null))], Rates(o.Path), Rates(o.PathAnew),
            Rates(o.Noise), Rates(o.Awakened), o.LeftOut, o.Notes, OptionList.Json(OptionList.Tables(o.Request, o.Run)), o.Run.Seed,
            o.Seconds, command, Entries.Versions(o.Run), files);
    }

    private static IReadOnlyList<RatesEntry> Rates(IReadOnlyList<ChangedScore> scores) =>
    [
        .. scores.Select(s => Rates(s.Place is null ? s.What : null, s.Accuracy, s.Success) with { Place = s.Place, Control = s.IsControl })
    ];

    private static RatesEntry Rates(string? what, Rate acc, Rate asr) =>
        new(
            what, null, null, false, acc.Trials == 0 ? null : acc.Value, asr.Trials == 0 ? null : asr.Value, asr.Trials,
            [asr.Interval95.Low, asr.Interval95.High]);
}
