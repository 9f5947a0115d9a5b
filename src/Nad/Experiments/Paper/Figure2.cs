namespace Nad.Experiments;

/// <summary>Figure 2: how many clean images each defense needs.</summary>
internal static class Figure2
{
    public static PaperChart Spec { get; } = new()
    {
        Name = "figure2",
        Title = "Defenses with more and fewer clean images, mean of the attacks",
        Notes =
        [
            "The paper's text names for NAD at 1 %: attack success from 99.04 to 35.93 %, accuracy 4.69 points lower; at 20 % hardly any "
                + "attack success for MCR and NAD, about 10 points more for finetuning.",
            PaperModels.RefoolNote
        ],
        Charts = scale =>
        [
            .. new[] { ChartMetric.Asr, ChartMetric.Acc }.Select(metric => new ChartPlan(
                metric == ChartMetric.Asr ? "Attack success, mean of the attacks" : "Accuracy, mean of the attacks",
                "clean images, % of the training set", metric, false, null,
                [
                    Line(scale, "Finetuning", PaperMethods.Finetuned),
                    Line(scale, "Fine-pruning", (m, f) => PaperMethods.Pruned(m, f)),
                    Line(scale, "MCR", (m, f) => new DefendedModel(m, PaperMethods.ModeConnectivity, f)),
                    Line(scale, "NAD", (m, f) => PaperMethods.DefendedByNad(m, f)),
                ])),
        ],
    };

    private static SeriesPlan Line(GridScale scale, string name, Func<BackdooredModel, double, GridNode> node) =>
        new(name, [.. scale.Fractions.Select(f => new PointPlan(f * 100, [.. PaperModels.Six.Select(m => new Reading(node(m, f)))]))]);
}
