namespace Nad.Reporting;

/// <summary>A line chart, as data. Series are told apart by colour, dash and marker, so it also reads without colour.</summary>
public sealed record LineChart
{
    /// <summary>What the chart shows.</summary>
    public required string Title { get; init; }

    /// <summary>Name and unit of the horizontal axis.</summary>
    public required string XLabel { get; init; }

    /// <summary>Name and unit of the vertical axis.</summary>
    public required string YLabel { get; init; }

    /// <summary>
    /// Names of the places 0, 1, 2 … on the horizontal axis, for values that are not evenly apart; null where it has numbers.
    /// </summary>
    public IReadOnlyList<string>? XTicks { get; init; }

    /// <summary>The lines.</summary>
    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>Layout of the vertical axis.</summary>
    public AxisScale Scale { get; init; }

    /// <summary>True for quantities that hold for a whole step, such as a learning rate: the line changes at once, not gradually.</summary>
    public bool Stepped { get; init; }

    /// <summary>A value that the vertical axis must include, such as 0; null for none.</summary>
    public double? Include { get; init; }

    /// <summary>What is said of values that are not finite, or that the scale cannot show: they "are" this.</summary>
    public string Missing { get; init; } = "not finite or cannot be drawn on this scale, and left out";

    /// <summary>A sentence under the chart; null for none.</summary>
    public string? Note { get; init; }
}
