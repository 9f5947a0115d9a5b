namespace Nad.Experiments;

/// <summary>Figure 9: NAD again and again, its result being the next teacher, and finetuning again and again.</summary>
internal static class Figure9
{
    public static PaperChart Spec { get; } = new()
    {
        Name = "figure9",
        Title = "Iterated NAD and iterated finetuning (BadNets, 5 % clean images)",
        Notes =
        [
            "Each iteration of NAD starts from the backdoored model; its teacher is the model of the iteration before. The paper's text: "
                + "no gain, attack success rises by up to 2 points."
        ],
        Charts = scale => [Chart(scale, ChartMetric.Asr), Chart(scale, ChartMetric.Acc)],
    };

    private static ChartPlan Chart(GridScale scale, ChartMetric metric) => new(
        metric == ChartMetric.Asr ? "Attack success" : "Accuracy", "iteration", metric, false, null,
        [
            Line("NAD", scale, n => Distilled(n)),
            Line("Finetuning", scale, n => Finetuned(n)),
        ]);

    private static SeriesPlan Line(string name, GridScale scale, Func<int, GridNode> node) =>
        new(name, [.. Enumerable.Range(1, scale.Iterations).Select(n => new PointPlan(n, new Reading(node(n))))]);

    private static DefendedModel Distilled(int iteration) => iteration == 1
        ? PaperMethods.DefendedByNad(PaperModels.BadNets)
        : new(PaperModels.BadNets, PaperMethods.Nad, PaperMethods.Fraction, Distilled(iteration - 1));

    private static FinetunedTeacher Finetuned(int iteration) =>
        PaperMethods.Finetuned(iteration == 1 ? PaperModels.BadNets : Finetuned(iteration - 1));
}
