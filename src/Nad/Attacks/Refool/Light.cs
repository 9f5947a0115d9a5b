namespace Nad.Attacks;

/// <summary>Between stored pixels and linear light, γ = 2.2.</summary>
internal static class Light
{
    private const double Gamma = 2.2;
    private static readonly double[] Table = [.. Enumerable.Range(0, 256).Select(b => Math.Pow(b / 255.0, Gamma))];

    public static double Linear(byte stored) => Table[stored];

    /// <summary>Clipped to white and cut off, not rounded, as the reference code's conversion to uint8 does.</summary>
    public static byte Store(double linear) => (byte)(Math.Pow(Math.Clamp(linear, 0, 1), 1 / Gamma) * 255);

    /// <summary>Rounded: for pictures that are stored on the way.</summary>
    public static byte Round(double linear) => (byte)Math.Round(Math.Pow(Math.Clamp(linear, 0, 1), 1 / Gamma) * 255);
}
