using static Nad.Data.Synthetic.DeterministicMath;

namespace Nad.Data.Synthetic;

/// <summary>
/// Where a sign stands in the picture: the projective map from pixels to sign coordinates, of random place, size, tilt, shear and
/// perspective. Every random number is symmetric in left and right.
/// </summary>
internal sealed class SignPose
{
    private readonly double centreX, centreY, xx, xy, yx, yy, perspectiveX, perspectiveY;

    private SignPose(RandomStream random, double radius, double slack)
    {
        PixelsPerUnit = radius;
        centreX = 16 + random.Around(slack);
        centreY = 16 + random.Around(slack);

        (double cos, double sin) = Rotation(random.Around(0.25));
        double shear = random.Around(0.25);
        double narrow = random.Uniform(1, 1.35) / PixelsPerUnit;
        double shorten = random.Uniform(1, 1.20) / PixelsPerUnit;
        xx = cos * narrow;
        xy = (sin + (shear * cos)) * narrow;
        yx = -sin * shorten;
        yy = (cos - (shear * sin)) * shorten;
        perspectiveX = random.Around(0.18) / PixelsPerUnit;
        perspectiveY = random.Around(0.18) / PixelsPerUnit;
    }

    /// <summary>The pose of the sign that the picture is about: small ones may stand near a border, large ones are in the middle.</summary>
    public static SignPose OfSign(RandomStream random)
    {
        double radius = random.Uniform(4.5, 11.5);
        return new SignPose(random, radius, Math.Max(1, 17 - radius));
    }

    /// <summary>The pose of a plate that only happens to be in the picture: anywhere, also half outside.</summary>
    public static SignPose OfDecoy(RandomStream random) => new(random, random.Uniform(4, 11), slack: 22);

    /// <summary>Radius of the sign in pixels, before it is foreshortened.</summary>
    public double PixelsPerUnit { get; }

    /// <summary>Rows or columns [first, last] that the sign can reach, limited to the picture.</summary>
    public (int First, int Last) Reach(bool rows)
    {
        double centre = rows ? centreY : centreX;
        double reach = PixelsPerUnit * 1.5;
        return (Math.Max(0, (int)(centre - reach)), Math.Min(Canvas.Size - 1, (int)(centre + reach)));
    }

    /// <summary>Sign coordinates of the middle of a pixel.</summary>
    public (double X, double Y) ToSign(int row, int column)
    {
        double dx = column + 0.5 - centreX;
        double dy = row + 0.5 - centreY;
        double scale = 1 / (1 + (perspectiveX * dx) + (perspectiveY * dy));
        return (((xx * dx) + (xy * dy)) * scale, ((yx * dx) + (yy * dy)) * scale);
    }

    /// <summary>A point of the picture on or near the sign, for things that hide part of it.</summary>
    public (double X, double Y) PointNear(RandomStream random) =>
        (centreX + (PixelsPerUnit * random.Uniform(-1, 1)), centreY + (PixelsPerUnit * random.Uniform(-1, 1)));
}
