using System.Globalization;

namespace Nad.Experiments;

/// <summary>Figure 8: the weight β of the attention loss.</summary>
internal static class Figure8
{
    public static PaperChart Spec { get; } = new()
    {
        Name = "figure8",
        Title = "NAD with growing β, the same at every tap (5 % clean images)",
        Notes =
        [
            "β = 0 is finetuning. The paper's text: accuracy falls by more than 50 points at 50,000. "
                + "The places on the horizontal axis are equally far apart, their values are not.",
            PaperModels.RefoolNote
        ],
        Charts = scale =>
        [
            .. new[] { ChartMetric.Asr, ChartMetric.Acc }.Select(metric => new ChartPlan(
                metric == ChartMetric.Asr ? "Attack success" : "Accuracy", "β", metric, false,
                [.. scale.Betas.Select(b => b.ToString("#,##0", CultureInfo.InvariantCulture))],
                [.. PaperModels.Six.Select(
                    m => new SeriesPlan(m.Title, [.. scale.Betas.Select(
                        (b, x) => new PointPlan(x, new Reading(PaperMethods.DefendedByNad(m, method: PaperMethods.WithBeta(b)))))]))])),
        ],
    };
}
