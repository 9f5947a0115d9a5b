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
            HtmlPage.List(w, "reasons", "Why", report.Reasons);
            if (report.Charts.Count > 0)
            {
                using (w.Open("section", ("class", "figures"), ("id", "curves")))
                {
                    foreach (LineChart chart in report.Charts) SvgLineChart.Write(chart, w);
                }
            }

            foreach (AuditTable table in report.Tables)
            {
                using (w.Open("section")) AuditPage.Table(w, table);
            }

            Triggers(w, report.Triggers);
            HtmlPage.List(w, "protocol", "How it was tried", report.Protocol);
            HtmlPage.List(w, "left-out", "What was not tried", report.LeftOut);
            HtmlPage.Run(w, report.Facts, report.Command);
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
}
