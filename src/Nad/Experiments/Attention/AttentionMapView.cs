namespace Nad.Experiments;

/// <summary>Where a model looks, as numbers.</summary>
/// <param name="Tap">Name of the tap.</param>
/// <param name="Function">Name of the <see cref="AttentionFunction"/>.</param>
/// <param name="Height">Rows, ≥ 1.</param>
/// <param name="Width">Columns, ≥ 1.</param>
/// <param name="Values">H·W values ≥ 0, row by row, not normalised.</param>
public sealed record AttentionMapView(string Tap, string Function, int Height, int Width, float[] Values);
