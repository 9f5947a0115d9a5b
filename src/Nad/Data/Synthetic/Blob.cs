using System.Runtime.CompilerServices;
using static Nad.Data.Synthetic.DeterministicMath;

namespace Nad.Data.Synthetic;

/// <summary>
/// A disc or a convex polygon of random sides anywhere in the picture: what clutter and occluders are made of.
/// Coordinates are pixels.
/// </summary>
internal sealed class Blob
{
    private readonly (double X, double Y, double Reach)[] sides;
    private readonly double centreX, centreY, radius;

    /// <summary>Draws a blob around (<paramref name="centreX"/>, <paramref name="centreY"/>).</summary>
    /// <param name="random">Source of its form.</param>
    /// <param name="centreX">Column of the middle.</param>
    /// <param name="centreY">Row of the middle.</param>
    /// <param name="radius">No point of it is farther from the middle than this.</param>
    public Blob(RandomStream random, double centreX, double centreY, double radius)
    {
        this.centreX = centreX;
        this.centreY = centreY;
        this.radius = radius;
        sides = new (double, double, double)[random.Next(6)];
        for (int i = 0; i < sides.Length; i++)
        {
            (double x, double y) = random.Direction();
            sides[i] = (x, y, radius * random.Uniform(0.15, 0.8));
        }
    }

    /// <summary>Lays the blob over the picture.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PaintOn(Canvas canvas, Rgb colour, double opacity)
    {
        int top = Math.Max(0, (int)(centreY - radius - 1));
        int bottom = Math.Min(Canvas.Size - 1, (int)(centreY + radius + 1));
        int left = Math.Max(0, (int)(centreX - radius - 1));
        int right = Math.Min(Canvas.Size - 1, (int)(centreX + radius + 1));
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                canvas.Blend(row, column, colour, Coverage(column + 0.5 - centreX, row + 0.5 - centreY) * opacity);
            }
        }
    }

    /// <summary>Share of a pixel that the blob covers; (x, y) is the pixel's middle as seen from the blob's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Coverage(double x, double y)
    {
        // Most pixels of the bounding square are outside: they are told apart before the root is taken.
        double square = (x * x) + (y * y);
        if (square >= (radius + 0.5) * (radius + 0.5)) return 0;
        double distance = -radius;
        foreach ((double X, double Y, double Reach) side in sides)
        {
            distance = Math.Max(distance, (x * side.X) + (y * side.Y) - side.Reach);
            if (distance >= 0.5) return 0;
        }

        return Clamp01(0.5 - Math.Max(distance, Math.Sqrt(square) - radius));
    }
}
