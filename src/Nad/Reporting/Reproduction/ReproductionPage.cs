using System.Globalization;

namespace Nad.Reporting;

/// <summary>Tables and figures of the paper beside ours, as one HTML file that needs nothing else.</summary>
public static class ReproductionPage
{
    /// <summary>The page as a string.</summary>
    public static string Render(Reproduction r)
    {
        ArgumentNullException.ThrowIfNull(r);
        using StringWriter page = new(CultureInfo.InvariantCulture);
        HtmlPage.Write("Neural Attention Distillation, reproduced", page, w =>
        {
            HtmlPage.Header(w, "Neural Attention Distillation, reproduced", r.Subtitle, r.CreatedUtc, null);
            foreach (string paragraph in r.Summary) w.Leaf("p", Format.Bound(paragraph), ("class", "lead"));
            Contents(r, w);
            foreach (ReproductionPart part in r.Parts) Part(part, w);
            using (w.Open("section", ("id", "run")))
            {
                w.Leaf("h2", "How it was made");
                HtmlTable.Write(
                    w,
                    null,
                    [r.Facts.Title, "value"],
                    [],
                    r.Facts.Rows.Select(o => new[] { o.Name, o.Value + (o.Note is null ? "" : $" ({o.Note})") }));
                w.Leaf("pre", r.CommandLine);
            }
        });
        return page.ToString();
    }

    private static void Contents(Reproduction r, MarkupWriter w)
    {
        using (w.Open("nav", ("aria-label", "Contents")))
        using (w.Open("ul", ("class", "contents")))
        {
            foreach (ReproductionPart part in r.Parts)
            {
                using (w.Open("li"))
                {
                    w.Leaf("a", part.Heading, ("href", "#" + part.Name));
                    w.Text(" " + part.Title);
                }
            }
        }
    }

    private static void Part(ReproductionPart part, MarkupWriter w)
    {
        using (w.Open("section", ("id", part.Name)))
        {
            w.Leaf("h2", $"{part.Heading}: {part.Title}");
            if (part.Table is { } table) Table(table, w);
            if (part.Charts.Count > 0)
            {
                using (w.Open("div", ("class", "charts")))
                {
                    foreach (FigureData chart in part.Charts)
                    {
                        if (chart.Line is { } line) SvgLineChart.Write(line, w);
                        else SvgBarChart.Write(chart.Bars!, w);
                    }
                }

                foreach (FigureData chart in part.Charts) Data(chart.Title, chart.Csv, w);
            }

            foreach (PictureGrid grid in part.Pictures) Pictures(grid, w);
            foreach (string note in part.Notes) w.Leaf("p", Format.Bound(note), ("class", "note"));
        }
    }

    private static void Table(ComparedTable t, MarkupWriter w)
    {
        using (w.Open("div", ("class", "scroll wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", t.Title)))
        using (w.Open("table", ("class", "grid compared")))
        {
            using (w.Open("thead"))
            {
                using (w.Open("tr"))
                {
                    w.Leaf("th", t.RowHeader, ("scope", "col"), ("rowspan", "2"));
                    foreach (string column in t.Columns) w.Leaf("th", column, ("scope", "colgroup"), ("colspan", "2"), ("class", "number"));
                }

                using (w.Open("tr"))
                {
                    foreach (string _ in t.Columns)
                    {
                        w.Leaf("th", "ASR, %", ("scope", "col"), ("class", "number"));
                        w.Leaf("th", "ACC, %", ("scope", "col"), ("class", "number"));
                    }
                }
            }

            using (w.Open("tbody"))
            {
                foreach (ComparedRow row in t.Rows)
                {
                    using (w.Open("tr", ("class", row.Counts ? null : "missing")))
                    {
                        w.Leaf("th", row.Label + (row.Counts ? "" : " †"), ("scope", "row"));
                        foreach (ComparedEntry entry in row.Entries)
                        {
                            Value(entry.Asr, entry.Failed, w);
                            Value(entry.Acc, entry.Failed, w);
                        }
                    }
                }
            }
        }

        foreach (ComparedRow row in t.Rows.Where(r => r.Note is not null)) w.Leaf("p", $"† {row.Label}: {row.Note}", ("class", "note"));
        Data(t.Title, TableText.Csv(t), w);
    }

    private static void Value(ComparedValue? value, string? failed, MarkupWriter w)
    {
        using (w.Open("td", ("class", "number"), ("title", failed)))
        {
            w.Leaf("span", value is null ? "" : failed is not null && value.Mean is null ? "failed" : value.Ours, ("class", "ours"));
            if (value?.Paper is not null) w.Leaf("span", "paper " + value.Printed, ("class", "beside"));
            if (value?.Difference is not null) w.Leaf("span", value.Apart, ("class", "beside"));
        }
    }

    private static void Data(string title, string csv, MarkupWriter w)
    {
        using (w.Open("details"))
        {
            w.Leaf("summary", $"Numbers: {title}");
            w.Leaf("pre", csv);
        }
    }

    private static void Pictures(PictureGrid grid, MarkupWriter w)
    {
        using (w.Open("figure", ("class", "pictures-grid")))
        {
            if (grid.Caption is not null) w.Leaf("figcaption", grid.Caption);
            using (w.Open(
                "div", ("class", "scroll wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", grid.Caption ?? "pictures")))
            using (w.Open("table", ("class", "maps")))
            {
                using (w.Open("thead"))
                using (w.Open("tr"))
                {
                    w.Leaf("th", "", ("scope", "col"));
                    foreach (string column in grid.Columns) w.Leaf("th", column, ("scope", "col"));
                }

                using (w.Open("tbody"))
                {
                    for (int r = 0; r < grid.Rows.Count; r++) Row(grid, r, w);
                }
            }
        }
    }

    private static void Row(PictureGrid grid, int row, MarkupWriter w)
    {
        using (w.Open("tr"))
        {
            w.Leaf("th", grid.Rows[row], ("scope", "row"));
            for (int c = 0; c < grid.Columns.Count; c++)
            {
                using (w.Open("td"))
                {
                    if (grid.Pictures[(row * grid.Columns.Count) + c] is not { } png) continue;
                    string side = grid.Width.ToString(CultureInfo.InvariantCulture);
                    w.Empty(
                        "img",
                        ("src", "data:image/png;base64," + Convert.ToBase64String(png)),
                        ("alt", $"{grid.Rows[row]}, {grid.Columns[c]}"),
                        ("style", $"width:{side}px;height:auto"));
                }
            }
        }
    }
}
