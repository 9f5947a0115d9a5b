using static Nad.Data.Synthetic.DeterministicMath;

namespace Nad.Data.Synthetic;

/// <summary>The plates: signed distances, negative inside. All use |x|, which makes the mirror image the same bits.</summary>
internal static class SignShapes
{
    /// <summary>Disc of radius 0.95.</summary>
    public static double Disc(double x, double y) => Length(x, y) - 0.95;

    /// <summary>Regular octagon standing on an edge, of inner radius 0.92.</summary>
    public static double Octagon(double x, double y)
    {
        double ax = Math.Abs(x);
        double ay = Math.Abs(y);
        return Math.Max(Math.Max(ax, ay), (ax + ay) * HalfRoot2) - 0.92;
    }

    /// <summary>
    /// Equilateral triangle, point up, with blunt corners; its middle lies a little below the centroid, as on a mounted plate.
    /// </summary>
    public static double TriangleUp(double x, double y)
    {
        double lowered = y - 0.22;
        double sides = Math.Max((Math.Abs(x) * HalfRoot3) - (lowered * 0.5), lowered) - 0.60;
        return Math.Max(sides, Length(x, lowered) - 1.08);
    }

    /// <summary>The same triangle, point down.</summary>
    public static double TriangleDown(double x, double y) => TriangleUp(x, -y);

    /// <summary>Square on its corner, with blunt corners.</summary>
    public static double Diamond(double x, double y) =>
        Math.Max(((Math.Abs(x) + Math.Abs(y)) * HalfRoot2) - 0.76, Length(x, y) - 1.02);
}
