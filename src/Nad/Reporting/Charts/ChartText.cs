namespace Nad.Reporting;

/// <summary>A chart in words, for readers who do not see it.</summary>
internal static class ChartText
{
    /// <summary>Title, and for each series its first, last, lowest and highest value.</summary>
    public static string Describe(LineChart chart) =>
        $"Line chart: {chart.Title}. {chart.YLabel} against {chart.XLabel}. {string.Join(" ", chart.Series.Select(Describe))}";

    /// <summary>A name that fits, with … where it was longer.</summary>
    public static string Cut(string name, int longest) => name.Length <= longest ? name : name[..(longest - 1)] + "…";

    private static string Describe(ChartSeries series)
    {
        (double X, double Y)[] points = [.. series.Points.Where(p => double.IsFinite(p.Y))];
        if (points.Length == 0) return $"{series.Name}: no values.";
        string from = $"{Format.Number(points[0].Y)} at {Format.Number(points[0].X)}";
        if (points.Length == 1) return $"{series.Name}: {from}.";
        return $"{series.Name}: from {from} to {Format.Number(points[^1].Y)} at {Format.Number(points[^1].X)}, "
            + $"lowest {Format.Number(points.Min(p => p.Y))}, highest {Format.Number(points.Max(p => p.Y))}.";
    }
}
