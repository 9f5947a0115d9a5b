using System.Globalization;

namespace Nad.Experiments;

/// <summary>Figure 10: the all-to-all attack, class by class.</summary>
internal static class Figure10
{
    // The data of the paper has ten classes; another number of classes shows its first ten.
    private const int Classes = 10;

    public static PaperChart Spec { get; } = new()
    {
        Name = "figure10",
        Title = "All-to-all BadNets: attack success of each true class (5 % clean images)",
        Notes = ["The paper: 79 % before, 9.7 % after NAD, over all classes. On triggered images of class i success is the label i + 1."],
        Charts = _ =>
        [
            new ChartPlan(
                "Attack success by class", "true class", ChartMetric.Asr, true,
                [.. Enumerable.Range(0, Classes).Select(c => c.ToString(CultureInfo.InvariantCulture)), "all"],
                [
                    Bars("before", PaperModels.AllToAll),
                    Bars("finetuning", PaperMethods.Finetuned(PaperModels.AllToAll)),
                    Bars("NAD", PaperMethods.DefendedByNad(PaperModels.AllToAll)),
                ]),
        ],
    };

    private static SeriesPlan Bars(string name, GridNode node) =>
        new(name, [
            .. Enumerable.Range(0, Classes).Select(c => new PointPlan(c, new Reading(node, Class: c))),
            new PointPlan(Classes, new Reading(node))
        ]);
}
