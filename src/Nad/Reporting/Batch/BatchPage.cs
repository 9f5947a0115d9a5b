using System.Globalization;

namespace Nad.Reporting;

/// <summary>The page of a batch: how many, distributions, the worst first, means, what failed.</summary>
internal static class BatchPage
{
    /// <summary>The page as a string.</summary>
    public static string Render(BatchReport report)
    {
        using StringWriter page = new(CultureInfo.InvariantCulture);
        HtmlPage.Write(report.Title, page, w =>
        {
            HtmlPage.Header(w, report.Title, report.Summary, report.Created, null);
            if (report.Charts.Count > 0)
            {
                using (w.Open("section", ("id", "distribution")))
                {
                    w.Leaf("h2", "Distribution");
                    foreach (BarChart chart in report.Charts) SvgBarChart.Write(chart, w);
                }
            }

            if (report.Rows.Count > 0) Rows(report, w);
            if (report.Means.Count > 0) Table(w, "means", "Means", report.MeanHeaders, report.Means);
            if (report.Failed.Count > 0)
                Table(w, "failed", "Failed", ["run", "why"], [.. report.Failed.Select(f => (string[])[f.Name, f.Reason])]);
            using (w.Open("section", ("id", "command")))
            {
                w.Leaf("h2", "Made by");
                w.Leaf("pre", report.Command);
            }
        });
        return page.ToString();
    }

    private static void Rows(BatchReport report, MarkupWriter w)
    {
        using (w.Open("section", ("id", "rows")))
        {
            w.Leaf("h2", "The worst first");
            using (w.Open("div", ("class", "scroll")))
            using (w.Open("table", ("class", "grid")))
            {
                using (w.Open("thead"))
                using (w.Open("tr"))
                {
                    foreach (string header in report.Headers) w.Leaf("th", header, ("scope", "col"));
                }

                using (w.Open("tbody"))
                {
                    foreach ((IReadOnlyList<string> cells, string? place) in report.Rows)
                    {
                        using (w.Open("tr"))
                        {
                            using (w.Open("th", ("scope", "row")))
                            {
                                if (place is null) w.Text(cells[0]);
                                else w.Leaf("a", cells[0], ("href", place));
                            }

                            foreach (string cell in cells.Skip(1)) w.Leaf("td", cell);
                        }
                    }
                }
            }

            if (report.More > 0)
                w.Leaf("p", string.Create(CultureInfo.InvariantCulture, $"{report.More} more are in table.csv."), ("class", "note"));
        }
    }

    private static void Table(
        MarkupWriter w, string id, string title, IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        using (w.Open("section", ("id", id)))
        {
            w.Leaf("h2", title);
            HtmlTable.Write(w, null, [.. headers], [], rows.Select(r => r.ToArray()));
        }
    }
}
