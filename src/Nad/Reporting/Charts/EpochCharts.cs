using Nad.Defenses;

namespace Nad.Reporting;

/// <summary>The curves that tell how a training went.</summary>
public static class EpochCharts
{
    /// <summary>
    /// Per phase the loss and its parts, the attention distance per tap, and its share in the gradient where it was measured; then
    /// validation accuracy, test measurements where an experiment made them, and the learning rate of all phases together. What was not
    /// measured is left out; a loss that is not finite is not.
    /// </summary>
    /// <param name="epochs">Epochs of any number of phases, each phase by rising epoch.</param>
    /// <returns>Charts in reading order; empty where there are no epochs.</returns>
    public static IReadOnlyList<LineChart> From(IReadOnlyList<EpochRecord> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        List<LineChart> charts = [];
        IGrouping<string, EpochRecord>[] phases = [.. epochs.GroupBy(e => e.Phase)];
        foreach (IGrouping<string, EpochRecord> phase in phases)
        {
            charts.Add(Loss(phase));
            if (phase.Any(e => e.Attention.Length > 0)) charts.Add(Attention(phase));
            if (phase.Any(e => e.GradientShare.Length > 0)) charts.Add(Shares(phase));
        }

        LineChart validation = new()
        {
            Title = "Validation accuracy",
            XLabel = "epoch",
            YLabel = "accuracy on held-out clean images, %",
            Series = [.. phases.Select(p => Series(p.Key, p, e => 100 * e.ValAcc))],
        };
        LineChart test = new()
        {
            Title = "Measured on the test images",
            XLabel = "epoch",
            YLabel = "%",
            Series = [.. phases.SelectMany(p => new[]
            {
                Series(p.Key + " ACC", p, e => 100 * e.TestAcc ?? double.NaN),
                Series(p.Key + " ASR", p, e => 100 * e.TestAsr ?? double.NaN),
            })],
            Include = 0,
            Note = "Measured for this chart only: the training never saw these numbers and chose nothing by them.",
        };
        LineChart rate = new()
        {
            Title = "Learning rate",
            XLabel = "epoch",
            YLabel = "learning rate, log scale",
            Scale = AxisScale.Log,
            Stepped = true,
            Series = Merged([.. phases.Select(p => Series(p.Key, p, e => e.Lr))]),
        };
        return [.. charts, .. new[] { validation, test, rate }.Select(Measured).Where(c => c.Series.Count > 0)];
    }

    private static LineChart Loss(IGrouping<string, EpochRecord> phase)
    {
        List<ChartSeries> series = [Series("total", phase, e => e.Loss)];
        bool distilled = phase.Any(e => e.Attention.Length > 0), kept = phase.Any(e => e.Outputs > 0);
        if (distilled || kept) series.Add(Series("cross-entropy", phase, e => e.CrossEntropy));
        if (distilled) series.Add(Series("attention × β", phase, e => e.Loss - e.CrossEntropy - e.Outputs));
        if (kept) series.Add(Series("outputs kept", phase, e => e.Outputs));

        return new LineChart
        {
            Title = $"Loss, {phase.Key}",
            XLabel = "epoch",
            YLabel = series.Count == 1 ? "loss" : "loss and its parts",
            Series = series.Count == 1 ? [series[0] with { Name = "cross-entropy" }] : series,
            Include = 0,
        };
    }

    private static LineChart Attention(IGrouping<string, EpochRecord> phase) => new()
    {
        Title = $"Attention distance, {phase.Key}",
        XLabel = "epoch",
        YLabel = "distance to the teacher before weighting, log scale",
        Scale = AxisScale.Log,
        Series = [.. Enumerable.Range(0, phase.Max(e => e.Attention.Length))
            .Select(tap => Series($"tap {tap + 1}", phase, e => tap < e.Attention.Length ? e.Attention[tap] : double.NaN))],
    };

    private static LineChart Shares(IGrouping<string, EpochRecord> phase) => new()
    {
        Title = $"Pull of the distillation, {phase.Key}",
        XLabel = "epoch",
        YLabel = "share of the gradient by the weights, %",
        Series = [.. Enumerable.Range(0, phase.Max(e => e.GradientShare.Length))
            .Select(tap => Series($"tap {tap + 1}", phase, e => tap < e.GradientShare.Length ? 100 * e.GradientShare[tap] : double.NaN))],
        Include = 0,
        Note = "The rest is the pull of the cross-entropy and, where they are kept, of the given model's outputs. "
            + "Where all taps are near 0 the training was plain finetuning.",
    };

    private static ChartSeries Series(string name, IEnumerable<EpochRecord> epochs, Func<EpochRecord, double> value) =>
        new(name, [.. epochs.Select(e => ((double)e.Epoch, value(e)))]);

    // Phases often share a schedule; one line with both names is honest, two on top of each other hide one.
    private static List<ChartSeries> Merged(IReadOnlyList<ChartSeries> series)
    {
        List<ChartSeries> merged = [];
        foreach (ChartSeries one in series)
        {
            int same = merged.FindIndex(m => m.Points.SequenceEqual(one.Points));
            if (same < 0) merged.Add(one);
            else merged[same] = merged[same] with { Name = $"{merged[same].Name}, {one.Name}" };
        }

        return merged;
    }

    private static LineChart Measured(LineChart chart) =>
        chart with { Series = [.. chart.Series.Where(s => s.Points.Any(p => double.IsFinite(p.Y)))] };
}
