using System.Globalization;
using Nad.Files.Imaging;

namespace Nad.Reporting;

/// <summary>
/// Pictures of attention maps, by one rule: each map from its own lowest to its own highest value, bilinear between the entries.
/// </summary>
internal static class HeatMap
{
    /// <summary>Rows and columns of the picture.</summary>
    public const int Size = 96;

    /// <summary>The picture as a data URI.</summary>
    public static string DataUri(AttentionMapData map) => PngDataUri.FromPalette(Pixels(map, Size), Size, Size, ColorMap.Palette);

    /// <summary>The picture as a PNG of side×side pixels.</summary>
    public static byte[] Png(AttentionMapData map, int side) => PngEncoder.EncodePalette(Pixels(map, side), side, side, ColorMap.Palette);

    /// <summary>The colours from low to high, as a bar to be stretched.</summary>
    public static string BarDataUri()
    {
        byte[] ramp = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        return PngDataUri.FromPalette(ramp, 1, 256, ColorMap.Palette);
    }

    /// <summary>The map in words: where it is highest, or that it is flat.</summary>
    public static string Describe(AttentionMapData map)
    {
        Check(map);
        (double low, double high) = Range(map.Values);
        if (high <= low) return "the same everywhere";
        int at = Array.IndexOf(map.Values, (float)high);
        return string.Create(CultureInfo.InvariantCulture,
            $"highest at row {(at / map.Width) + 1} of {map.Height}, column {(at % map.Width) + 1} of {map.Width}");
    }

    // Indices into the palette.
    private static byte[] Pixels(AttentionMapData map, int side)
    {
        Check(map);
        (double low, double high) = Range(map.Values);
        double scale = high > low ? 1 / (high - low) : 0;
        byte[] pixels = new byte[side * side];
        for (int row = 0; row < side; row++)
        {
            for (int column = 0; column < side; column++)
            {
                double value = Bilinear(map, (row + 0.5) * map.Height / side, (column + 0.5) * map.Width / side);
                pixels[(row * side) + column] = ColorMap.Index(double.IsFinite(value) ? (value - low) * scale : 0);
            }
        }

        return pixels;
    }

    // Entries lie at the middle of their cells; beyond the outer ones the map is continued flat.
    private static double Bilinear(AttentionMapData map, double y, double x)
    {
        (int y0, int y1, double fy) = Between(y - 0.5, map.Height);
        (int x0, int x1, double fx) = Between(x - 0.5, map.Width);
        double upper = Mix(map.Values[(y0 * map.Width) + x0], map.Values[(y0 * map.Width) + x1], fx);
        double lower = Mix(map.Values[(y1 * map.Width) + x0], map.Values[(y1 * map.Width) + x1], fx);
        return Mix(upper, lower, fy);
    }

    private static (int Before, int After, double Fraction) Between(double at, int count)
    {
        double inside = Math.Clamp(at, 0, count - 1);
        int before = (int)inside;
        return (before, Math.Min(before + 1, count - 1), inside - before);
    }

    private static double Mix(double from, double to, double fraction) => from + ((to - from) * fraction);

    private static (double Low, double High) Range(float[] values)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (float value in values)
        {
            if (!float.IsFinite(value)) continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return (low, high);
    }

    private static void Check(AttentionMapData map)
    {
        if (map.Height < 1 || map.Width < 1 || map.Values.Length != map.Height * map.Width)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Attention map '{map.Tap}' is {map.Height}x{map.Width} but has {map.Values.Length} values."), nameof(map));
        }
    }
}
