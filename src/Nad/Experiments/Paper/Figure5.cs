namespace Nad.Experiments;

/// <summary>Figure 5: a finetuned teacher (B-F) or one trained on the clean images alone (C), with more and fewer of them.</summary>
internal static class Figure5
{
    public static PaperChart Spec { get; } = new()
    {
        Name = "figure5",
        Title = "NAD with a finetuned (B-F) and with a clean teacher (C), mean of the attacks",
        Notes =
        [
            "The paper's text: at 20 % the clean teacher lowers attack success by 0.15 points more and costs 2.5 points of accuracy.",
            PaperModels.RefoolNote
        ],
        Charts = scale =>
        [
            .. new[] { ChartMetric.Asr, ChartMetric.Acc }.Select(metric => new ChartPlan(
                metric == ChartMetric.Asr ? "Attack success, mean of the attacks" : "Accuracy, mean of the attacks",
                "clean images, % of the training set", metric, false, null,
                [
                    Line(scale, "teacher B-F", (m, f) => PaperMethods.DefendedByNad(m, f)),
                    Line(scale, "teacher C", (m, f) => new DefendedModel(m, PaperMethods.Nad, f, new ScratchTeacher(m, new(16, 1), f))),
                ])),
        ],
    };

    private static SeriesPlan Line(GridScale scale, string name, Func<BackdooredModel, double, GridNode> node) =>
        new(name, [.. scale.Fractions.Select(f => new PointPlan(f * 100, [.. PaperModels.Six.Select(m => new Reading(node(m, f)))]))]);
}
