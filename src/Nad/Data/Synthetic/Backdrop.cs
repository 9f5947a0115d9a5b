using System.Runtime.CompilerServices;
using static Nad.Data.Synthetic.DeterministicMath;

namespace Nad.Data.Synthetic;

/// <summary>What lies behind a sign: a gradient, a rough texture, and clutter that borrows the colours of signs.</summary>
internal static class Backdrop
{
    /// <summary>Fills the picture.</summary>
    public static void PaintOn(Canvas canvas, RandomStream random)
    {
        PaintGround(canvas, random);
        int things = 2 + random.Next(6);
        for (int i = 0; i < things; i++)
        {
            double x = random.Uniform(-2, Canvas.Size + 2);
            double y = random.Uniform(-2, Canvas.Size + 2);
            Rgb colour = random.Chance(0.5) ? Paint.Any(random).Varied(random, 0.12, 0.6) : Rgb.Any(random).Varied(random, 0, 0.6);
            new Blob(random, x, y, random.Uniform(2.5, 12)).PaintOn(canvas, colour, random.Uniform(0.5, 1));
        }
    }

    /// <summary>A gradient between two colours, made uneven by coarse and fine noise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PaintGround(Canvas canvas, RandomStream random)
    {
        Rgb near = Rgb.Any(random).Varied(random, 0, 0.8);
        Rgb far = Rgb.Any(random).Varied(random, 0, 0.8);
        (double x, double y) = random.Direction();
        ValueNoise coarse = new(random, 3 + random.Next(4), random.Uniform(0.05, 0.30));
        ValueNoise fine = new(random, 9 + random.Next(7), random.Uniform(0, 0.25));

        double[] values = canvas.Values;
        int at = 0;
        for (int row = 0; row < Canvas.Size; row++)
        {
            coarse.MoveTo(row);
            fine.MoveTo(row);
            for (int column = 0; column < Canvas.Size; column++, at += 3)
            {
                double along = ((column - 15.5) * x) + ((row - 15.5) * y);
                Rgb ground = near.MixedWith(far, Clamp01(0.5 + (along / 40)));
                double uneven = coarse.At(column) + fine.At(column);
                values[at] = Clamp01(ground.R + uneven);
                values[at + 1] = Clamp01(ground.G + uneven);
                values[at + 2] = Clamp01(ground.B + uneven);
            }
        }
    }
}
