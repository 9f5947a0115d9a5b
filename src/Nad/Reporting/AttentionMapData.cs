namespace Nad.Reporting;

/// <summary>One attention map, as numbers.</summary>
/// <param name="Tap">Name of the tap.</param>
/// <param name="Height">Rows, ≥ 1.</param>
/// <param name="Width">Columns, ≥ 1.</param>
/// <param name="Values">
/// H·W values, row by row, of any scale: a picture shows each map from its own lowest to its own highest value.
/// </param>
public sealed record AttentionMapData(string Tap, int Height, int Width, float[] Values);
