using Nad.Evaluation;

namespace Nad.Reporting;

/// <summary>Attack success class by class: of the images of each class, and of a trigger aimed at each class.</summary>
internal static class ClassSection
{
    // A page with a thousand rows is read by nobody; result.json has them all.
    private const int MostRows = 50;

    /// <summary>Writes the section; nothing where no trigger was measured, or only counts were kept.</summary>
    public static void Write(Report report, MarkupWriter w)
    {
        ScoreColumn[] columns = [.. report.Scores.Where(c => c.Score.Triggered is { Count: > 0 } && c.Score.AsrByClass is not null)];
        if (columns.Length == 0 || report.ClassNames.Count != columns[0].Score.Triggered!.Classes) return;
        Rate[][] taken = [.. columns.Select(c => c.Score.Triggered!.TakenFor())];
        int? target = columns[0].Score.Target;
        int classes = report.ClassNames.Count;
        // The target and the classes that most images go to come first where not all fit.
        int[] shown = [.. Enumerable.Range(0, classes).OrderByDescending(c => c == target).ThenByDescending(c => taken[0][c].Hits)
            .ThenBy(c => c).Take(MostRows).Order()];
        using (w.Open("section", ("id", "classes")))
        {
            w.Leaf("h2", "Class by class");
            w.Leaf("p", "“From”: how many of the triggered images of this class go to the target. “To”: "
                + "what a trigger that is aimed at this class would score, on the triggered images of all other classes that were measured."
                + (shown.Length < classes
                    ? $" The {shown.Length} classes that most images go to; result.json has all {Format.Count(classes)}."
                    : ""), ("class", "lead"));
            HtmlTable.Write(
                w, null,
                ["class", "label", .. columns.Select(c => $"{c.Name}: from, %"), .. columns.Select(c => $"{c.Name}: to, %")],
                [1, .. Enumerable.Range(2, 2 * columns.Length)],
                shown.Select(c => (string[])
                [
                    report.ClassNames[c] + (c == target ? " (target)" : ""),
                    Format.Count(c),
                    .. columns.Select(column => Percent(column.Score.AsrByClass![c])),
                    .. taken.Select(t => Percent(t[c])),
                ]));
        }
    }

    private static string Percent(Rate rate) => rate.Trials == 0 ? "–" : Format.Percent(rate.Value, 1);
}
