using System.Globalization;

namespace Nad.Reporting;

/// <summary>The page of a relapse: verdict, doses, drift, path, noise, and what was not tried.</summary>
internal static class RelapsePage
{
    /// <summary>The page as a string.</summary>
    public static string Render(RelapseReport report)
    {
        using StringWriter page = new(CultureInfo.InvariantCulture);
        HtmlPage.Write("Relapse", page, w =>
        {
            HtmlPage.Header(w, "Relapse", report.Subtitle, report.Created, report.Seconds);
            VerdictBanner.Write(report.Verdict.Sentence, report.Verdict.Kind, w);
            List(w, "reasons", "Why", report.Reasons);
            if (report.Charts.Count > 0)
            {
                using (w.Open("section", ("class", "figures"), ("id", "curves")))
                {
                    foreach (LineChart chart in report.Charts) SvgLineChart.Write(chart, w);
                }
            }

            foreach (AuditTable table in report.Tables)
            {
                using (w.Open("section")) HtmlTable.Write(w, table.Caption, [.. table.Headers], [.. table.Numeric], table.Rows.Select(r => r.ToArray()));
            }

            Triggers(w, report.Triggers);
            List(w, "protocol", "How it was tried", report.Protocol);
            List(w, "left-out", "What was not tried", report.LeftOut);
            using (w.Open("section", ("id", "run")))
            {
                w.Leaf("h2", "The run");
                HtmlTable.Write(w, null, ["what", "value"], [], report.Facts.Select(f => (string[])[f.Name, f.Value]));
                w.Leaf("h3", "Made by");
                w.Leaf("pre", report.Command);
            }
        });
        return page.ToString();
    }

    private static void Triggers(MarkupWriter w, IReadOnlyList<(string Caption, int Height, int Width, byte[] Rgb)> triggers)
    {
        using (w.Open("section", ("id", "triggers")))
        {
            w.Leaf("h2", "The triggers, on grey");
            using (w.Open("div", ("class", "patterns")))
            {
                foreach ((string caption, int height, int width, byte[] rgb) in triggers)
                {
                    using (w.Open("figure", ("class", "pattern")))
                    {
                        w.Leaf("figcaption", caption);
                        w.Empty("img", ("src", PngDataUri.FromRgb(rgb, height, width)), ("alt", caption), ("class", "large"));
                    }
                }
            }
        }
    }

    private static void List(MarkupWriter w, string id, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0) return;
        using (w.Open("section", ("id", id)))
        {
            w.Leaf("h2", title);
            using (w.Open("ul"))
            {
                foreach (string line in lines) w.Leaf("li", Format.Bound(line));
            }
        }
    }
}
