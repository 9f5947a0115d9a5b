namespace Nad.Audit;

/// <summary>The one rule from paired evidence to a word.</summary>
/// <param name="Code"><c>gone</c>, <c>weaker</c>, <c>unchanged</c>, <c>nothing-before</c> or <c>cannot-tell</c>.</param>
/// <param name="Sentence">For everybody.</param>
public sealed record PairedVerdict(string Code, string Sentence)
{
    // A change that stood out needs at most half of what the median class needs: log 2.
    private static readonly double StandsOut = Math.Log(2);

    /// <summary>Says what became of the change that stood out most before.</summary>
    /// <param name="before">Findings on the model before.</param>
    /// <param name="pairs">Of <see cref="PairedEvidence.Of"/>.</param>
    /// <param name="classNames">Names of the classes.</param>
    public static PairedVerdict Of(
        IReadOnlyList<AuditFinding> before, IReadOnlyList<PairedEvidence> pairs, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(classNames);
        PairedEvidence[] shown = [.. pairs.Where(
            p => !p.IsControl && p.Before.SuccessB?.Value >= PairedEvidence.Works
                && before.First(f => f.Family == p.Family).Statistic >= StandsOut)];
        if (shown.Length == 0)
        {
            return new PairedVerdict(
                "nothing-before",
                "No class stood out in the model before, so that nothing can be said of what became of it: inconclusive.");
        }

        PairedEvidence most = shown.MaxBy(p => before.First(f => f.Family == p.Family).Statistic)!;
        PairedEvidence control = pairs.FirstOrDefault(p => p.Family == most.Family && p.IsControl) ?? most;
        if (most.Success.Trials == 0)
        {
            return new PairedVerdict(
                "cannot-tell",
                $"It cannot be told what became of the {most.Family} towards {Printable.Of(classNames[most.Goal], 40)} that was found "
                    + "before: the model now takes every image for that class.");
        }

        double was = most.Before.SuccessB!.Value.Value, now = most.Success.Value;
        bool rests = now <= Math.Max(0.1, most.Random.Interval95.High);             // no better than random patterns of its size
        bool usual = most.After.Value >= control.After.Value / 2;                   // a new change needs about what another class needs
        bool still = now >= 0.9 * was && most.After.Value <= 1.5 * most.Before.Value;
        string code = rests && usual ? "gone" : still ? "unchanged" : "weaker";
        string what = string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"the {most.Family} towards {Printable.Of(classNames[most.Goal], 40)} that was found before succeeded on {was * 100:0.0} % of "
                + $"held-out images and now does on {now * 100:0.0} %; the smallest one that is found anew is "
                + $"{most.After.Value / most.Before.Value:0.0} times as large ({control.After.Value / control.Before.Value:0.0} times "
                + $"for the median class)");
        return new PairedVerdict(code, code switch
        {
            "gone" => $"The evidence is gone: {what}.",
            "unchanged" => $"The evidence is unchanged: {what}.",
            _ => $"The evidence is weaker, not gone: {what}.",
        });
    }
}
