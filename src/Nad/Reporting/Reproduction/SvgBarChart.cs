namespace Nad.Reporting;

/// <summary>Draws a <see cref="BarChart"/> as static SVG: axis, grid, legend, bars with their values above them.</summary>
internal sealed class SvgBarChart
{
    private const double Left = 44, Right = 8, PlotHeight = 190, Bottom = 48, LegendRow = 20, CharWidth = 7.2, BarWidth = 24, GroupGap = 18;
    private readonly BarChart chart;
    private readonly MarkupWriter w;
    private readonly double width, top;
    private readonly Axis y;

    private SvgBarChart(BarChart chart, MarkupWriter writer)
    {
        this.chart = chart;
        w = writer;
        width = Math.Max(460, Left + Right + (chart.Groups.Count * GroupWidth));
        top = 40 + (Legend().Count(l => l.NewRow) * LegendRow);
        double[] shown = [.. chart.Series.SelectMany(s => s.Values).Where(double.IsFinite)];
        y = Axis.Linear(0, shown.Length == 0 ? 1 : Math.Max(1, shown.Max()), 5);
    }

    private double GroupWidth => (chart.Series.Count * BarWidth) + GroupGap;

    private double Height => top + PlotHeight + Bottom;

    /// <summary>Writes the chart as a figure with a caption.</summary>
    public static void Write(BarChart chart, MarkupWriter writer)
    {
        using (writer.Open("figure", ("class", "chart wide")))
        {
            writer.Leaf("figcaption", chart.Title);
            using (writer.Open("div", ("class", "scroll"))) Svg(chart, writer);
        }
    }

    /// <summary>Writes the drawing alone.</summary>
    public static (double Width, double Height) Svg(BarChart chart, MarkupWriter writer, double? offset = null)
    {
        SvgBarChart drawing = new(chart, writer);
        drawing.Draw(offset);
        return (drawing.width, drawing.Height);
    }

    private void Draw(double? offset)
    {
        string size = Format.Coordinate(width), height = Format.Coordinate(Height);
        using (w.Open(
            "svg", ("viewBox", $"0 0 {size} {height}"), ("role", "img"), ("aria-label", Describe()),
            ("y", offset is { } o ? Format.Coordinate(o) : null), ("width", offset is null ? null : size),
            ("height", offset is null ? null : height), ("style", offset is null ? $"min-width:{size}px" : null)))
        {
            DrawLegend();
            Label(chart.YLabel, 0, top - 18, "start", "axis-title");
            Label(chart.XLabel, (Left + width - Right) / 2, Height - 6, "middle", "axis-title");
            foreach (double tick in y.Ticks)
            {
                w.Empty(
                    "path",
                    ("class", "gridline"),
                    ("d", $"M{Format.Coordinate(Left)},{Format.Coordinate(PlaceY(tick))}H{Format.Coordinate(width - Right)}"));
                Label(Format.Number(tick), Left - 8, PlaceY(tick) + 4, "end", "tick");
            }

            for (int g = 0; g < chart.Groups.Count; g++) DrawGroup(g);
            w.Empty(
                "path",
                ("class", "axis"),
                ("d", $"M{Format.Coordinate(Left)},{Format.Coordinate(top + PlotHeight)}H{Format.Coordinate(width - Right)}"));
        }
    }

    private void DrawGroup(int group)
    {
        double at = Left + (GroupGap / 2) + (group * GroupWidth);
        Label(chart.Groups[group], at + (chart.Series.Count * BarWidth / 2), top + PlotHeight + 19, "middle", "tick");
        for (int s = 0; s < chart.Series.Count; s++)
        {
            double value = group < chart.Series[s].Values.Count ? chart.Series[s].Values[group] : double.NaN;
            if (!double.IsFinite(value)) continue;
            double x = at + (s * BarWidth) + 1;
            using (w.Open("g", ("class", SeriesStyle.Class(s))))
            {
                using (w.Open(
                    "path",
                    ("class", "mark bar"),
                    (
                        "d",
                        $"M{Format.Coordinate(x)},{Format.Coordinate(top + PlotHeight)}V{Format.Coordinate(PlaceY(value))}h"
                            + $"{Format.Coordinate(BarWidth - 3)}V{Format.Coordinate(top + PlotHeight)}z")))
                {
                    w.Leaf("title", $"{chart.Groups[group]}, {chart.Series[s].Name}: {Format.Digits(value)}");
                }
            }

            Label(
                value < 9.95
                    ? value.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)
                    : value.ToString("0", System.Globalization.CultureInfo.InvariantCulture),
                x + ((BarWidth - 3) / 2),
                PlaceY(value) - 4,
                "middle",
                "bar-value");
        }
    }

    private void DrawLegend()
    {
        double row = 12 - LegendRow;
        foreach ((int index, double at, bool newRow) in Legend())
        {
            if (newRow) row += LegendRow;
            using (w.Open("g", ("class", SeriesStyle.Class(index))))
                w.Empty("path", ("class", "mark"), ("d", $"M{Format.Coordinate(at)},{Format.Coordinate(row - 6)}h18v12h-18z"));
            Label(chart.Series[index].Name, at + 25, row + 4, "start", "legend");
        }
    }

    private IEnumerable<(int Series, double At, bool NewRow)> Legend()
    {
        double at = 0;
        for (int i = 0; i < chart.Series.Count; i++)
        {
            double needed = 44 + (chart.Series[i].Name.Length * CharWidth);
            bool newRow = i == 0 || at + needed > width;
            if (newRow) at = 0;
            yield return (i, at, newRow);
            at += needed;
        }
    }

    private string Describe()
    {
        IEnumerable<string> series =
            chart.Series.Select(s => $"{s.Name}: {string.Join(", ", chart.Groups.Select((g, i) => $"{g} {Value(s.Values, i)}"))}.");
        return $"Bar chart: {chart.Title}. {chart.YLabel} for each {chart.XLabel}. " + string.Join(" ", series);

        static string Value(IReadOnlyList<double> values, int i) =>
            i < values.Count && double.IsFinite(values[i]) ? Format.Digits(values[i]) : "–";
    }

    private double PlaceY(double value) => top + (PlotHeight * (1 - y.At(value)));

    private void Label(string text, double at, double baseline, string anchor, string kind) =>
        w.Leaf("text", text, ("class", kind), ("x", Format.Coordinate(at)), ("y", Format.Coordinate(baseline)), ("text-anchor", anchor));
}
