using System.Globalization;

namespace Nad.Reporting;

/// <summary>The page of an audit: verdict, statistics, every class as a small multiple, what was not searched.</summary>
internal static class AuditPage
{
    /// <summary>The page as a string.</summary>
    public static string Render(AuditReport report)
    {
        using StringWriter page = new(CultureInfo.InvariantCulture);
        HtmlPage.Write(report.Title, page, w =>
        {
            HtmlPage.Header(w, report.Title, report.Subtitle, report.Created, report.Seconds);
            foreach ((string verdict, VerdictKind kind) in report.Verdicts) VerdictBanner.Write(verdict, kind, w);
            HtmlPage.List(w, "reasons", "Why", report.Reasons);
            foreach (AuditTable table in report.Tables)
            {
                using (w.Open("section")) Table(w, table);
            }

            foreach (AuditGallery gallery in report.Galleries) Gallery(w, gallery);
            HtmlPage.List(w, "searched", "What was searched", report.Searched);
            HtmlPage.List(w, "not-searched", "What was not searched, or cannot be seen", report.NotSearched);
            HtmlPage.Run(w, report.Facts, report.Command);
        });
        return page.ToString();
    }

    /// <summary>A table of an audit.</summary>
    public static void Table(MarkupWriter w, AuditTable table) =>
        HtmlTable.Write(w, table.Caption, [.. table.Headers], [.. table.Numeric], table.Rows.Select(r => r.ToArray()));

    /// <summary>A small multiple for each class.</summary>
    public static void Gallery(MarkupWriter w, AuditGallery gallery)
    {
        using (w.Open("section"))
        {
            w.Leaf("h2", gallery.Title);
            w.Leaf("p", gallery.Note, ("class", "note"));
            using (w.Open("div", ("class", "patterns")))
            {
                foreach (AuditPattern pattern in gallery.Patterns)
                {
                    using (w.Open("figure", ("class", pattern.Stands ? "pattern stands" : "pattern")))
                    {
                        w.Leaf("figcaption", pattern.Caption);
                        using (w.Open("div", ("class", "pair")))
                        {
                            foreach ((byte[] rgb, string alternative, bool former) in pattern.Pictures)
                            {
                                string uri = PngDataUri.FromRgb(rgb, pattern.Height, pattern.Width);
                                string? old = former ? "former" : null;
                                w.Empty(
                                    "img", ("src", uri), ("alt", alternative), ("class", old), ("width", Pixels(pattern.Width)),
                                    ("height", Pixels(pattern.Height)));
                                w.Empty(
                                    "img",
                                    ("src", uri),
                                    ("alt", $"{alternative}, enlarged"),
                                    ("class", old is null ? "large" : "large former"));
                            }
                        }

                        if (pattern.Share is { } share) Bar(w, share, pattern.FormerShare);
                        foreach (string line in pattern.Lines) w.Leaf("p", Format.Bound(line), ("class", "note"));
                    }
                }
            }
        }
    }

    // How large the change is beside the largest of all classes: before in grey, now in black.
    private static void Bar(MarkupWriter w, double share, double? former)
    {
        using (w.Open("svg", ("viewBox", "0 0 100 8"), ("preserveAspectRatio", "none"), ("class", "size-bar"), ("aria-hidden", "true")))
        {
            if (former is { } old)
                w.Empty(
                    "rect", ("x", "0"), ("y", "4.5"), ("height", "3"), ("width", Format.Coordinate(100 * Math.Clamp(old, 0, 1))),
                    ("class", "former"));
            w.Empty("rect", ("x", "0"), ("y", "0.5"), ("height", "3"), ("width", Format.Coordinate(100 * Math.Clamp(share, 0, 1))));
        }
    }

    private static string Pixels(int number) => number.ToString(CultureInfo.InvariantCulture);
}
