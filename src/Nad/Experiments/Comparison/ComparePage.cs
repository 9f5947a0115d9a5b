using System.Globalization;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>The page of a comparison: means, paired differences, every run.</summary>
internal static class ComparePage
{
    /// <summary>The page as a string.</summary>
    public static string Render(CompareResult result, IReadOnlyList<PairedDifference> differences, string command, DateTimeOffset created)
    {
        using StringWriter page = new(CultureInfo.InvariantCulture);
        HtmlPage.Write("Comparison", page, w =>
        {
            HtmlPage.Header(
                w,
                "Comparison",
                string.Create(CultureInfo.InvariantCulture, $"{result.Runs.Count} runs, {result.Means.Count} settings"),
                created,
                null);
            Table(w, "means", "Means ± standard deviations over seeds", ComparePaper.Rows(result));
            if (differences.Count > 0)
            {
                Table(w, "differences", "Differences, seed by seed", ComparePaper.DifferenceRows(differences));
                w.Leaf(
                    "p",
                    "Mean of the differences with a 95 % interval by Student's t, which takes them as normally distributed. "
                        + "Both runs of a pair have the same model, images, trigger and seed.",
                    ("class", "note"));
            }

            Table(w, "runs", "Runs",
            [
                ["folder", "method", "seed", "ACC, %", "ASR, %", "failed"],
                .. result.Runs.Select(r => (IReadOnlyList<string>)
                    [
                        r.Folder,
                        r.Method,
                        r.Seed.ToString(CultureInfo.InvariantCulture),
                        Rate(r.After?.Acc),
                        Rate(r.After?.Asr),
                        r.Failed ?? ""
                    ]),
            ]);
            foreach (LeftOutFolder left in result.LeftOut) w.Leaf("p", $"{left.Folder} is left out: {left.Reason}", ("class", "note"));
            using (w.Open("section", ("id", "command")))
            {
                w.Leaf("h2", "Made by");
                w.Leaf("pre", command);
            }
        });
        return page.ToString();
    }

    private static string Rate(double? rate) => rate is { } r ? Format.Percent(r, 1) : "";

    private static void Table(MarkupWriter w, string id, string title, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        using (w.Open("section", ("id", id)))
        {
            w.Leaf("h2", title);
            HtmlTable.Write(w, null, [.. rows[0]], [], rows.Skip(1).Select(r => r.ToArray()));
        }
    }
}
