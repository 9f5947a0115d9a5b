namespace Nad.Experiments;

/// <summary>Figure 7: how fast mode connectivity repair and NAD get there.</summary>
internal static class Figure7
{
    public static PaperChart Spec { get; } = new()
    {
        Name = "figure7",
        Title = "Convergence of mode connectivity repair (t = 0.3) and of NAD (BadNets, 5 % clean images)",
        Notes =
        [
            "The model at t is looked at after every epoch, its statistics estimated anew. The paper's text: "
                + "MCR is slower and ends with a higher attack success."
        ],
        Charts = scale => [Chart(scale, ChartMetric.Asr), Chart(scale, ChartMetric.Acc)],
    };

    private static ChartPlan Chart(GridScale scale, ChartMetric metric) => new(
        metric == ChartMetric.Asr ? "Attack success" : "Accuracy", "epoch", metric, false, null,
        [
            Line(
                "MCR (t = 0.3)",
                scale.CurveEpochs,
                new DefendedModel(PaperModels.BadNets, PaperMethods.ModeConnectivity, PaperMethods.Fraction, Watched: true)),
            Line("NAD", scale.DefenseEpochs, PaperMethods.DefendedByNad(PaperModels.BadNets, watched: true)),
        ]);

    private static SeriesPlan Line(string name, int epochs, GridNode node) =>
        new(name, [.. Enumerable.Range(0, epochs + 1).Select(epoch => new PointPlan(epoch, new Reading(node, epoch)))]);
}
