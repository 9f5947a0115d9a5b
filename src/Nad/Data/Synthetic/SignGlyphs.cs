using static Nad.Data.Synthetic.DeterministicMath;

namespace Nad.Data.Synthetic;

/// <summary>The symbols: signed distances, negative inside. All use |x|, which makes the mirror image the same bits.</summary>
internal static class SignGlyphs
{
    /// <summary>White bar of "no entry".</summary>
    public static double Bar(double x, double y) => Box(x, y, 0.62, 0.17);

    /// <summary>A word too small to read: three upright strokes of "stop" in place of its letters.</summary>
    public static double Lettering(double x, double y) =>
        Math.Min(Box(x, y, 0.09, 0.26), Box(Math.Abs(x) - 0.42, y, 0.12, 0.26));

    /// <summary>Exclamation mark.</summary>
    public static double Exclamation(double x, double y) =>
        Math.Min(Box(x, y - 0.06, 0.085, 0.27), Length(x, y - 0.53) - 0.10);

    /// <summary>Two roads that cross at right angles.</summary>
    public static double Crossing(double x, double y) =>
        Math.Min(Box(x, y - 0.22, 0.085, 0.36), Box(x, y - 0.30, 0.36, 0.085));

    /// <summary>Two bumps on a road.</summary>
    public static double Bumps(double x, double y)
    {
        double bump = Math.Max(Length(Math.Abs(x) - 0.21, y - 0.42) - 0.20, y - 0.42);
        return Math.Min(bump, Box(x, y - 0.49, 0.46, 0.08));
    }

    /// <summary>Arrow that points up.</summary>
    public static double ArrowUp(double x, double y)
    {
        double head = Math.Max(((Math.Abs(x) - (y + 0.68)) * HalfRoot2), y + 0.16);
        return Math.Min(Box(x, y - 0.22, 0.13, 0.42), head);
    }

    /// <summary>Two arrows from one root, down to the left and down to the right.</summary>
    public static double ArrowsApart(double x, double y)
    {
        double ax = Math.Abs(x);
        double stem = Stroke(ax, y, 0, -0.58, 0.44, 0.30, 0.11);
        double head = Math.Max(Math.Max(ax - 0.66, y - 0.52), (0.72 - ax - y) * HalfRoot2);
        return Math.Min(stem, head);
    }

    /// <summary>Upright rectangle about the origin.</summary>
    private static double Box(double x, double y, double halfWidth, double halfHeight) =>
        Math.Max(Math.Abs(x) - halfWidth, Math.Abs(y) - halfHeight);

    /// <summary>Thick line from (x0, y0) to (x1, y1) with round ends.</summary>
    private static double Stroke(double x, double y, double x0, double y0, double x1, double y1, double halfWidth)
    {
        double alongX = x1 - x0;
        double alongY = y1 - y0;
        double t = Clamp01((((x - x0) * alongX) + ((y - y0) * alongY)) / ((alongX * alongX) + (alongY * alongY)));
        return Length(x - x0 - (t * alongX), y - y0 - (t * alongY)) - halfWidth;
    }
}
