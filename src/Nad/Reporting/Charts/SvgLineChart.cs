namespace Nad.Reporting;

/// <summary>
/// Draws a <see cref="LineChart"/> as static SVG: axes, grid, legend, lines with markers, and the last value of each line beside its end.
/// </summary>
internal sealed class SvgLineChart
{
    private const double Width = 460, Left = 56, PlotHeight = 180, Bottom = 44, LegendRow = 20, CharWidth = 7.2;

    // More markers than this would hide the line they sit on.
    private const int MostMarkers = 40;

    // As many characters as a row of the legend holds beside its line.
    private const int LongestName = (int)((Width - 50) / CharWidth);

    private readonly LineChart chart;
    private readonly MarkupWriter w;
    private readonly (double X, double Y)[][] series;
    private readonly double top, right;
    private readonly Axis x, y;

    private SvgLineChart(LineChart chart, MarkupWriter writer)
    {
        this.chart = chart;
        w = writer;
        series = [.. chart.Series.Select(s => s.Points.Select(p => Drawable(p) ? p : (p.X, double.NaN)).ToArray())];
        right = 34 + (CharWidth * LastValues().Select(v => Measured(v).Length).DefaultIfEmpty().Max());
        top = 34 + (Legend().Count(l => l.NewRow) * LegendRow);
        (double X, double Y)[] shown = [.. series.SelectMany(s => s).Where(p => double.IsFinite(p.Y))];
        double[] ys =
            chart.Include is double include && shown.Length > 0 ? [include, .. shown.Select(p => p.Y)] : [.. shown.Select(p => p.Y)];
        x = shown.Length == 0 ? Axis.Whole(0, 1, 1) : Axis.Whole(shown.Min(p => p.X), shown.Max(p => p.X), 8);
        y = ys.Length == 0 ? Axis.Linear(0, 1, 5)
            : chart.Scale == AxisScale.Log ? Axis.Log(ys.Min(), ys.Max()) : Axis.Linear(ys.Min(), ys.Max(), 5);
    }

    private double Height => top + PlotHeight + Bottom;

    /// <summary>Writes the chart as a figure with a caption.</summary>
    public static void Write(LineChart chart, MarkupWriter writer) => new SvgLineChart(chart, writer).Figure();

    /// <summary>Writes the drawing alone, at a distance from the top, for a file of its own.</summary>
    /// <returns>Its size.</returns>
    public static (double Width, double Height) Svg(LineChart chart, MarkupWriter writer, double offset)
    {
        SvgLineChart drawing = new(chart, writer);
        drawing.Draw(("y", Format.Coordinate(offset)), ("width", Format.Coordinate(Width)), ("height", Format.Coordinate(drawing.Height)));
        return (Width, drawing.Height);
    }

    private void Figure()
    {
        int left = chart.Series.Sum(s => s.Points.Count) - series.Sum(s => s.Count(p => double.IsFinite(p.Y)));
        using (w.Open("figure", ("class", "chart")))
        {
            w.Leaf("figcaption", chart.Title);
            Draw();
            if (chart.Note is not null) w.Leaf("p", chart.Note, ("class", "note"));
            if (left > 0)
                w.Leaf("p", $"{Format.Count(left)} {(left == 1 ? "value is" : "values are")} {chart.Missing}.", ("class", "note"));
        }
    }

    private void Draw(params ReadOnlySpan<(string Name, string? Value)> place)
    {
        using (w.Open("svg", [
            ("viewBox", $"0 0 {Format.Coordinate(Width)} {Format.Coordinate(Height)}"),
            ("role", "img"),
            ("aria-label", ChartText.Describe(chart)),
            .. place
        ]))
        {
            DrawLegend();
            DrawAxes();
            for (int i = 0; i < series.Length; i++) DrawSeries(i);
            DrawLastValues();
            if (series.All(s => !s.Any(p => double.IsFinite(p.Y))))
                Label("no values to draw", Width / 2, top + (PlotHeight / 2), "middle", "empty");
        }
    }

    private void DrawAxes()
    {
        Label(chart.YLabel, 0, top - 14, "start", "axis-title");
        Label(chart.XLabel, (Left + Width - right) / 2, Height - 6, "middle", "axis-title");
        foreach (double tick in y.Ticks)
        {
            double at = PlaceY(tick);
            w.Empty(
                "path",
                ("class", "gridline"),
                ("d", $"M{Format.Coordinate(Left)},{Format.Coordinate(at)}H{Format.Coordinate(Width - right)}"));
            Label(Format.Number(tick), Left - 8, at + 4, "end", "tick");
        }

        w.Empty(
            "path",
            ("class", "axis"),
            ("d", $"M{Format.Coordinate(Left)},{Format.Coordinate(top + PlotHeight)}H{Format.Coordinate(Width - right)}"));
        double free = double.NegativeInfinity;
        foreach (double tick in x.Ticks)
        {
            w.Empty("path", ("class", "axis"), ("d", $"M{Format.Coordinate(PlaceX(tick))},{Format.Coordinate(top + PlotHeight)}v4"));
            // Where labels are wider than the distance of their ticks, every second one or fewer has room.
            double half = XText(tick).Length * CharWidth / 2;
            if (PlaceX(tick) - half < free) continue;
            Label(XText(tick), PlaceX(tick), top + PlotHeight + 19, "middle", "tick");
            free = PlaceX(tick) + half + 3;
        }
    }

    private void DrawSeries(int index)
    {
        (double X, double Y)[] points = series[index];
        int every = (points.Length + MostMarkers - 1) / MostMarkers;
        using (w.Open("g", ("class", SeriesStyle.Class(index))))
        {
            string line = LinePath.Of([.. points.Select(p => (PlaceX(p.X), PlaceY(p.Y)))], chart.Stepped);
            if (line.Length > 0) w.Empty("path", ("class", "line"), ("stroke-dasharray", SeriesStyle.Dash(index)), ("d", line));
            for (int i = 0; i < points.Length; i++)
            {
                if (!double.IsFinite(points[i].Y) || (i % every != 0 && i != points.Length - 1)) continue;
                using (w.Open("path", ("class", "mark"), ("d", SeriesStyle.Marker(index, PlaceX(points[i].X), PlaceY(points[i].Y)))))
                {
                    w.Leaf("title", $"{chart.Series[index].Name}, {chart.XLabel} {XText(points[i].X)}: {Measured(points[i].Y)}");
                }
            }
        }
    }

    // The reader's first question is where each line ended: the value stands beside its end, moved apart where lines meet.
    private void DrawLastValues()
    {
        List<(int Series, double Value, double At)> labels = [];
        for (int i = 0; i < series.Length; i++)
        {
            int last = Array.FindLastIndex(series[i], p => double.IsFinite(p.Y));
            if (last >= 0) labels.Add((i, series[i][last].Y, PlaceY(series[i][last].Y)));
        }

        labels.Sort((a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Series.CompareTo(b.Series));
        double[] places = Spread([.. labels.Select(l => l.At)], 15, top, top + PlotHeight);
        for (int i = 0; i < labels.Count; i++)
        {
            using (w.Open("g", ("class", SeriesStyle.Class(labels[i].Series))))
            {
                w.Empty("path", ("class", "mark"), ("d", SeriesStyle.Marker(labels[i].Series, Width - right + 16, places[i])));
            }

            Label(Measured(labels[i].Value), Width - right + 26, places[i] + 4, "start", "value");
        }
    }

    private void DrawLegend()
    {
        double row = 12 - LegendRow;
        foreach ((int index, double at, bool newRow) in Legend())
        {
            if (newRow) row += LegendRow;
            using (w.Open("g", ("class", SeriesStyle.Class(index))))
            {
                w.Empty(
                    "path",
                    ("class", "line"),
                    ("stroke-dasharray", SeriesStyle.Dash(index)),
                    ("d", $"M{Format.Coordinate(at)},{Format.Coordinate(row)}h26"));
                w.Empty("path", ("class", "mark"), ("d", SeriesStyle.Marker(index, at + 13, row)));
            }

            Label(ChartText.Cut(chart.Series[index].Name, LongestName), at + 32, row + 4, "start", "legend");
        }
    }

    private IEnumerable<(int Series, double At, bool NewRow)> Legend()
    {
        double at = 0;
        for (int i = 0; i < chart.Series.Count; i++)
        {
            double width = 50 + (Math.Min(chart.Series[i].Name.Length, LongestName) * CharWidth);
            bool newRow = i == 0 || at + width > Width;
            if (newRow) at = 0;
            yield return (i, at, newRow);
            at += width;
        }
    }

    private IEnumerable<double> LastValues() =>
        series.Select(s => s.LastOrDefault(p => double.IsFinite(p.Y), (0, double.NaN)).Y).Where(double.IsFinite);

    private static double[] Spread(double[] wanted, double gap, double low, double high)
    {
        double[] places = [.. wanted];
        for (int i = 0; i < places.Length; i++) places[i] = Math.Max(places[i], i == 0 ? low : places[i - 1] + gap);
        for (int i = places.Length - 1; i >= 0; i--) places[i] = Math.Min(places[i], i == places.Length - 1 ? high : places[i + 1] - gap);
        return places;
    }

    // A stepped line is a setting, exact as it stands; other lines are measurements.
    private string Measured(double value) => chart.Stepped ? Format.Number(value) : Format.Digits(value);

    private string XText(double x) =>
        chart.XTicks is { } names && x >= 0 && x < names.Count && x == Math.Floor(x) ? names[(int)x] : Format.Number(x);

    private bool Drawable((double X, double Y) p) =>
        double.IsFinite(p.X) && double.IsFinite(p.Y) && (chart.Scale == AxisScale.Linear || p.Y > 0);

    private double PlaceX(double value) => Left + 10 + (x.At(value) * (Width - Left - right - 20));

    private double PlaceY(double value) => top + (PlotHeight * (1 - y.At(value)));

    private void Label(string text, double at, double baseline, string anchor, string kind) =>
        w.Leaf("text", text, ("class", kind), ("x", Format.Coordinate(at)), ("y", Format.Coordinate(baseline)), ("text-anchor", anchor));
}
