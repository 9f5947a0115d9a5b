namespace Nad.Data.Synthetic;

/// <summary>
/// The arithmetic of the generator: sums, products, quotients and square roots only, which IEEE 754 rounds alike everywhere.
/// Sine, exponential, power and logarithm differ in the last bit between C libraries, so they are replaced, not called.
/// </summary>
internal static class DeterministicMath
{
    /// <summary>Cosine of 45°, correctly rounded.</summary>
    public static readonly double HalfRoot2 = Math.Sqrt(0.5);

    /// <summary>Cosine of 30°, correctly rounded.</summary>
    public static readonly double HalfRoot3 = Math.Sqrt(0.75);

    /// <summary><paramref name="value"/> limited to [0, 1].</summary>
    public static double Clamp01(double value) => value < 0 ? 0 : value > 1 ? 1 : value;

    /// <summary>Straight line from <paramref name="from"/> at <paramref name="t"/> = 0 to <paramref name="to"/> at 1.</summary>
    public static double Mix(double from, double to, double t) => from + ((to - from) * t);

    /// <summary>Euclidean length.</summary>
    public static double Length(double x, double y) => Math.Sqrt((x * x) + (y * y));

    /// <summary>
    /// Cosine and sine of the angle whose half has the tangent <paramref name="halfTangent"/>: exact on the unit circle up to rounding.
    /// </summary>
    public static (double Cos, double Sin) Rotation(double halfTangent)
    {
        double square = halfTangent * halfTangent;
        double scale = 1 / (1 + square);
        return ((1 - square) * scale, 2 * halfTangent * scale);
    }

    /// <summary>
    /// A tone curve of [0, 1] onto itself, x / (x + bend·(1 − x)): <paramref name="bend"/> above 1 darkens, below 1 brightens.
    /// It stands in for the gamma curve x^γ.
    /// </summary>
    public static double Tone(double x, double bend) => x / (x + (bend * (1 - x)));

    /// <summary>Uniform number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public static double Uniform(this RandomStream random, double low, double high) => Mix(low, high, random.NextDouble());

    /// <summary>Number in (−<paramref name="reach"/>, <paramref name="reach"/>), more often near 0: a triangular density.</summary>
    public static double Around(this RandomStream random, double reach) => (random.NextDouble() - random.NextDouble()) * reach;

    /// <summary>True with the given probability.</summary>
    public static bool Chance(this RandomStream random, double probability) => random.NextDouble() < probability;

    /// <summary>A direction, uniform on the circle: a point drawn from the disc and scaled to length 1.</summary>
    public static (double X, double Y) Direction(this RandomStream random)
    {
        while (true)
        {
            double x = random.Uniform(-1, 1);
            double y = random.Uniform(-1, 1);
            double length = Length(x, y);
            if (length is > 0.1 and < 1) return (x / length, y / length);
        }
    }
}
