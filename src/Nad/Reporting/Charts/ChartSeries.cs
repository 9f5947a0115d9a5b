namespace Nad.Reporting;

/// <summary>One line of a chart.</summary>
/// <param name="Name">Its name in the legend; short.</param>
/// <param name="Points">Points by rising X. A value that is not finite is a gap in the line.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points);
