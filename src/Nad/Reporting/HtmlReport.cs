using System.Globalization;

namespace Nad.Reporting;

/// <summary>
/// Writes a <see cref="Report"/> as one HTML file that needs nothing else: no network, no script, no second file.
/// The same report gives the same text. The text is also well-formed XML.
/// </summary>
public static class HtmlReport
{
    private static readonly Lazy<string> Style = new(ReadStyle);

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
        MarkupWriter w = new(output);
        w.Raw("<!DOCTYPE html>");
        using (w.Open("html", ("lang", "en")))
        {
            using (w.Open("head")) Head(report, w);
            using (w.Open("body"))
            using (w.Open("main"))
            {
                Opening(report, w);
                ScoreSection.Write(report, w);
                ExplanationSection.Write(report, w);
                CurveSection.Write(report, w);
                AttentionSection.Write(report, w);
                RunSection.Write(report, w);
                w.Leaf("footer", "Made by NAD for .NET. This file is complete in itself and loads nothing from the network.");
            }
        }

        w.Raw("\n");
    }

    private static void Head(Report report, MarkupWriter w)
    {
        w.Empty("meta", ("charset", "utf-8"));
        w.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        w.Empty("meta", ("name", "color-scheme"), ("content", "light dark"));

        // A second lock beside the escaping: the browser itself refuses scripts and every request.
        w.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", "default-src 'none'; img-src data:; style-src 'unsafe-inline'"));
        using (w.Open("title")) w.Text(report.Title);
        using (w.Open("style")) w.Raw(Style.Value);
    }

    private static void Opening(Report report, MarkupWriter w)
    {
        using (w.Open("header"))
        {
            w.Leaf("h1", report.Title);
            if (report.Subtitle is not null) w.Leaf("p", report.Subtitle, ("class", "subtitle"));
            using (w.Open("p", ("class", "when")))
            {
                DateTime created = report.CreatedUtc.UtcDateTime;
                w.Leaf("time", created.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
                    ("datetime", created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
                if (report.Seconds is double seconds) w.Text($" · took {Format.Duration(seconds)}");
            }
        }

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

    private static string ReadStyle()
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("Nad.Reporting.report.css")
            ?? throw new InvalidOperationException("The style sheet report.css is missing from the assembly.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
