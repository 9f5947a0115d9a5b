namespace Nad.Reporting;

/// <summary>Weight of the attention loss at one tap.</summary>
/// <param name="Tap">Name of the tap.</param>
/// <param name="Beta">Weight β of the mean squared difference over the H×W entries of the map.</param>
/// <param name="Height">Rows of the attention map, ≥ 1.</param>
/// <param name="Width">Columns of the attention map, ≥ 1.</param>
public sealed record TapWeight(string Tap, double Beta, int Height, int Width)
{
    /// <summary>λ = β/(H·W): weight of the squared distance of the whole map, which does not depend on the resolution.</summary>
    public double Lambda => Beta / ((double)Height * Width);
}
