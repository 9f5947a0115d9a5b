using System.Runtime.CompilerServices;
using static Nad.Data.Synthetic.DeterministicMath;

namespace Nad.Data.Synthetic;

/// <summary>Puts one sign into a picture, with plates that mean nothing behind it and now and then something in front of it.</summary>
internal static class SignPainter
{
    /// <summary>Paints a sign of the given class in a random pose.</summary>
    public static void PaintOn(Canvas canvas, SignClass sign, RandomStream random)
    {
        int decoys = random.Next(3);
        for (int i = 0; i < decoys; i++) PaintDecoy(canvas, random);

        SignPose pose = SignPose.OfSign(random);
        double fade = random.NextDouble() * 0.6;
        PaintPlate(canvas, pose, sign with
        {
            Rim = sign.Rim.Varied(random, 0.12, fade),
            Face = sign.Face.Varied(random, 0.12, fade),
            Ink = sign.Ink.Varied(random, 0.12, fade),
        });
        if (random.Chance(0.6)) PaintOccluder(canvas, pose, random);
    }

    /// <summary>Paints an empty plate in the shape of one class and the colours of others, so that neither gives a class away.</summary>
    private static void PaintDecoy(Canvas canvas, RandomStream random)
    {
        SignClass shape = SignClass.All[random.Next(SignClass.All.Count)];
        PaintPlate(canvas, SignPose.OfDecoy(random), shape with
        {
            Rim = Paint.Any(random).Varied(random, 0.12, 0.6),
            Face = Paint.Any(random).Varied(random, 0.12, 0.6),
            Glyph = null,
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PaintPlate(Canvas canvas, SignPose pose, SignClass sign)
    {
        (int top, int bottom) = pose.Reach(rows: true);
        (int left, int right) = pose.Reach(rows: false);
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                (double x, double y) = pose.ToSign(row, column);
                double outline = sign.Outline(x, y);
                double plate = Coverage(outline, pose);
                if (plate <= 0) continue;

                Rgb colour = sign.Rim.MixedWith(sign.Face, Coverage(outline + sign.RimWidth, pose));
                if (sign.Glyph is not null) colour = colour.MixedWith(sign.Ink, Coverage(sign.Glyph(x, y), pose));
                canvas.Blend(row, column, colour, plate);
            }
        }
    }

    /// <summary>Share of a pixel that a figure covers: its edge is spread over the width of one pixel.</summary>
    private static double Coverage(double distance, SignPose pose) => Clamp01(0.5 - (distance * pose.PixelsPerUnit));

    private static void PaintOccluder(Canvas canvas, SignPose pose, RandomStream random)
    {
        (double x, double y) = pose.PointNear(random);
        double radius = pose.PixelsPerUnit * random.Uniform(0.25, 0.8);
        new Blob(random, x, y, radius).PaintOn(canvas, Rgb.Any(random).Varied(random, 0, 0.8), random.Uniform(0.7, 1));
    }
}
