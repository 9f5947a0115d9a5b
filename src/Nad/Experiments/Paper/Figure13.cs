using Nad.Defenses;

namespace Nad.Experiments;

/// <summary>Figure 13: what happens when NAD and finetuning go on for longer.</summary>
internal static class Figure13
{
    public static PaperChart Spec { get; } = new()
    {
        Name = "figure13",
        Title = "NAD and finetuning over 20 epochs (5 % clean images)",
        Notes =
        [
            "The teacher is finetuned for 10 epochs as always. The paper's text: "
                + "attack success of NAD dips early and drifts back towards the teacher's; accuracy is stable by about epoch 5."
        ],
        Charts = scale => [.. new[] { PaperModels.BadNets, PaperModels.CleanLabel }.SelectMany(
            m => new[] { ChartMetric.Asr, ChartMetric.Acc }.Select(metric => Chart(scale, m, metric)))],
    };

    private static ChartPlan Chart(GridScale scale, BackdooredModel model, ChartMetric metric) => new(
        $"{model.Title}: {(metric == ChartMetric.Asr ? "attack success" : "accuracy")}", "epoch", metric, false, null,
        [
            Line(
                "NAD",
                scale,
                PaperMethods.DefendedByNad(
                    model, method: PaperMethods.Distillation("NAD, longer", _ => NadOptions.Paper, s => s.LongEpochs), watched: true)),
            Line(
                "Finetuning",
                scale,
                new DefendedModel(
                    model, PaperMethods.Finetuning("Finetuning, longer", s => s.LongEpochs), PaperMethods.Fraction, Watched: true)),
        ]);

    private static SeriesPlan Line(string name, GridScale scale, GridNode node) =>
        new(name, [.. Enumerable.Range(0, scale.LongEpochs + 1).Select(epoch => new PointPlan(epoch, new Reading(node, epoch)))]);
}
