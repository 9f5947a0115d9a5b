namespace Nad.Experiments;

/// <summary>
/// Figure 4: who teaches whom. B is the backdoored model, B-F the same finetuned, C one trained on the clean images alone.
/// </summary>
internal static class Figure4
{
    private static readonly string[] Names = ["T = B, S = B-F", "T = B-F, S = B", "T = B-F, S = B-F", "T = C, S = B"];

    public static PaperChart Spec { get; } = new()
    {
        Name = "figure4",
        Title = "Combinations of teacher (T) and student (S), 5 % clean images",
        Notes =
        [
            "The paper's text: T = B lowers attack success only slightly; T = C lowers it by more than 80 points on average, at a "
                + "clear loss of accuracy.",
            PaperModels.RefoolNote
        ],
        Charts = _ => [Chart(ChartMetric.Asr), Chart(ChartMetric.Acc)],
    };

    private static ChartPlan Chart(ChartMetric metric) =>
        new(
            metric == ChartMetric.Asr ? "Attack success" : "Accuracy", "attack", metric, true,
            [.. PaperModels.Six.Select(m => m.Title), "mean"],
            [.. Names.Select((name, i) => new SeriesPlan(name,
                [
                    .. PaperModels.Six.Select((m, x) => new PointPlan(x, new Reading(Node(m, i)))),
                    new PointPlan(PaperModels.Six.Count, [.. PaperModels.Six.Select(m => new Reading(Node(m, i)))]),
                ]))]);

    private static DefendedModel Node(BackdooredModel b, int combination)
    {
        FinetunedTeacher finetuned = PaperMethods.Finetuned(b);
        return combination switch
        {
            0 => new(finetuned, PaperMethods.Nad, PaperMethods.Fraction, b),
            1 => new(b, PaperMethods.Nad, PaperMethods.Fraction, finetuned),
            2 => new(finetuned, PaperMethods.Nad, PaperMethods.Fraction, finetuned),
            _ => new(b, PaperMethods.Nad, PaperMethods.Fraction, new ScratchTeacher(b, new(16, 1), PaperMethods.Fraction)),
        };
    }
}
