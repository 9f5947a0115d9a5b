using System.Globalization;

namespace Nad.Reporting;

/// <summary>Drawings as SVG files of their own, with their style and colours in them, for documents and print.</summary>
public static class SvgFile
{
    // The light colours of report.css.
    private const string Style = """
        text{font:13px system-ui,"DejaVu Sans",Arial,sans-serif;fill:#55606b}.title{font-size:15px;font-weight:650;fill:#1b2127}.value{fill:#1b2127;font-weight:600}.bar-value{font-size:11px;fill:#1b2127}
        .legend{fill:#1b2127}.gridline{stroke:#e4e7ea}.axis{stroke:#55606b}.line{fill:none;stroke:var(--tone);stroke-width:2;stroke-linejoin:round}.mark{fill:var(--tone);stroke:var(--tone);stroke-width:1.4}
        .s0{--tone:#0072b2}.s1{--tone:#d55e00}.s2{--tone:#009e73}.s3{--tone:#b3598f}.s4{--tone:#1b2127}.s5{--tone:#b07800}
        """;

    private const double Margin = 12, TitleHeight = 30, LineHeight = 16;

    /// <summary>A chart with its title.</summary>
    public static string Of(FigureData chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        (double width, double height) = (0, 0);
        Markup inner = Markup.Of(
            w => (width, height) =
                chart.Line is { } line ? SvgLineChart.Svg(line, w, TitleHeight) : SvgBarChart.Svg(chart.Bars!, w, TitleHeight));
        return Frame(width, height + TitleHeight, chart.Title, inner);
    }

    /// <summary>Pictures with the names of their rows and columns.</summary>
    public static string Of(PictureGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        const double label = 150, gap = 8;
        double cell = grid.Width + gap;
        List<string>[] columns = [.. grid.Columns.Select(c => Lines(c, grid.Width))];
        double head = 6 + (LineHeight * columns.Max(c => c.Count));
        double top = TitleHeight + head;
        return Frame(label + (grid.Columns.Count * cell), top + (grid.Rows.Count * cell), grid.Caption ?? "", Markup.Of(Draw));

        void Draw(MarkupWriter w)
        {
            for (int c = 0; c < grid.Columns.Count; c++)
                Text(w, columns[c], label + (c * cell), top - 6 - (LineHeight * (columns[c].Count - 1)));
            for (int r = 0; r < grid.Rows.Count; r++)
            {
                Text(w, Lines(grid.Rows[r], label - gap), 0, top + (r * cell) + (grid.Width / 2.0));
                for (int c = 0; c < grid.Columns.Count; c++)
                {
                    if (grid.Pictures[(r * grid.Columns.Count) + c] is not { } png) continue;
                    w.Empty(
                        "image", ("href", "data:image/png;base64," + Convert.ToBase64String(png)),
                        ("x", Format.Coordinate(label + (c * cell))), ("y", Format.Coordinate(top + (r * cell))),
                        ("width", Format.Coordinate(grid.Width)), ("height", Format.Coordinate(grid.Width)));
                }
            }
        }

        void Text(MarkupWriter w, List<string> lines, double x, double y)
        {
            for (int i = 0; i < lines.Count; i++)
                w.Leaf("text", lines[i], ("x", Format.Coordinate(x)), ("y", Format.Coordinate(y + (i * LineHeight))));
        }
    }

    // Whole words, as many to a line as fit; letters of 13 px are about 7.5 wide.
    private static List<string> Lines(string text, double width)
    {
        List<string> lines = [];
        foreach (string word in text.Split(' '))
        {
            if (lines.Count > 0 && (lines[^1].Length + 1 + word.Length) * 7.5 <= width) lines[^1] += " " + word;
            else lines.Add(word);
        }

        return lines;
    }

    private static string Frame(double width, double height, string title, Markup inner)
    {
        using StringWriter file = new(CultureInfo.InvariantCulture);
        MarkupWriter w = new(file);
        double outerWidth = width + (2 * Margin), outerHeight = height + (2 * Margin);
        using (w.Open("svg", ("xmlns", "http://www.w3.org/2000/svg"), (
                "viewBox",
                $"{Format.Coordinate(-Margin)} {Format.Coordinate(-Margin)} {Format.Coordinate(outerWidth)} "
                    + $"{Format.Coordinate(outerHeight)}"),
            ("width", Format.Coordinate(outerWidth)), ("height", Format.Coordinate(outerHeight))))
        {
            w.Leaf("style", Style);
            w.Empty(
                "rect", ("x", Format.Coordinate(-Margin)), ("y", Format.Coordinate(-Margin)), ("width", "100%"), ("height", "100%"),
                ("fill", "#ffffff"));
            w.Leaf("text", title, ("class", "title"), ("x", "0"), ("y", "14"));
            w.Write(inner);
        }

        return file.ToString().TrimStart() + "\n";
    }
}
