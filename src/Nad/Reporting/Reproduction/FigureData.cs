namespace Nad.Reporting;

/// <summary>A chart with the numbers that it was drawn from.</summary>
/// <param name="Line">Lines; null for bars.</param>
/// <param name="Bars">Bars; null for lines.</param>
/// <param name="Csv">Its numbers, to be copied.</param>
public sealed record FigureData(LineChart? Line, BarChart? Bars, string Csv)
{
    /// <summary>Its title.</summary>
    public string Title => Line?.Title ?? Bars!.Title;
}
