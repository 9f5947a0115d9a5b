using System.Globalization;
using Nad.Data;

namespace Nad.Benchmarks;

/// <summary>Square images of random pixels in ten classes; time does not depend on what they show.</summary>
internal static class RandomImages
{
    public static ImageSet Make(int count, RandomStream random, int side = 32)
    {
        byte[] pixels = new byte[count * 3 * side * side];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)random.Next(256);
        return new ImageSet(
            pixels, [.. Enumerable.Range(0, count).Select(i => i % 10)], side, side,
            [.. Enumerable.Range(0, 10).Select(l => l.ToString(CultureInfo.InvariantCulture))], "random");
    }
}
