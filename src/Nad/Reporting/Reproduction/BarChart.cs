namespace Nad.Reporting;

/// <summary>
/// Groups of bars, as data. Bars of a group stand in the order of the legend and carry their values, so that it also reads without colour.
/// </summary>
public sealed record BarChart
{
    /// <summary>What the chart shows.</summary>
    public required string Title { get; init; }

    /// <summary>What the groups are.</summary>
    public required string XLabel { get; init; }

    /// <summary>Name and unit of the vertical axis, which starts at 0.</summary>
    public required string YLabel { get; init; }

    /// <summary>Names of the groups.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>A value for each group; one that is not finite is left out.</summary>
    public required IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Series { get; init; }
}
