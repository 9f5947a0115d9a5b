using System.Globalization;

namespace Nad.Reporting;

/// <summary>
/// Writes a <see cref="Report"/> as one HTML file that needs nothing else: no network, no script, no second file.
/// The same report gives the same text. The text is also well-formed XML.
/// </summary>
public static class HtmlReport
{
    /// <summary>The page as a string.</summary>
    /// <exception cref="ArgumentException">A picture's data does not fit its height and width.</exception>
    public static string Render(Report report)
    {
        using StringWriter page = new(CultureInfo.InvariantCulture);
        Write(report, page);
        return page.ToString();
    }

    /// <summary>Writes the page; the caller chooses the encoding, which must be UTF-8, and closes the writer.</summary>
    /// <exception cref="ArgumentException">A picture's data does not fit its height and width.</exception>
    public static void Write(Report report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        HtmlPage.Write(report.Title, output, w =>
        {
            Opening(report, w);
            ScoreSection.Write(report, w);
            ClassSection.Write(report, w);
            AuditSection.Write(report, w);
            ExplanationSection.Write(report, w);
            CurveSection.Write(report, w);
            AttentionSection.Write(report.AttentionFigures, w);
            RunSection.Write(report, w);
        });
    }

    private static void Opening(Report report, MarkupWriter w)
    {
        HtmlPage.Header(w, report.Title, report.Subtitle, report.CreatedUtc, report.Seconds);
        VerdictBanner.Write(report.Verdict, report.VerdictKind, w);
        foreach (string paragraph in report.Summary) w.Leaf("p", Format.Bound(paragraph), ("class", "lead"));
        if (report.Warnings.Count == 0) return;
        using (w.Open("section", ("id", "warnings"), ("class", "warnings")))
        {
            w.Leaf("h2", report.Warnings.Count == 1 ? "Warning" : "Warnings");
            using (w.Open("ul"))
            {
                foreach (string warning in report.Warnings) w.Leaf("li", Format.Bound(warning));
            }
        }
    }
}
