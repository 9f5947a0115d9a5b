using Nad.Data;
using Nad.Torch;

namespace Nad.Defenses;

/// <summary>
/// Where a square pattern lies on an image of 3×H×W numbers. Patterns are 3×side×side, channel by channel, as images are.
/// </summary>
internal static class PatternPlace
{
    /// <summary>Top and left, uniform over all places at which the whole square fits.</summary>
    public static (int Row, int Column) Draw(ImageSet images, int side, RandomStream random) =>
        (random.Next(images.Height - side + 1), random.Next(images.Width - side + 1));

    /// <summary>Overwrites the image with the pattern.</summary>
    public static void Put(Span<float> image, ReadOnlySpan<float> pattern, int side, (int Row, int Column) at, int height, int width)
    {
        for (int i = 0; i < pattern.Length; i++) image[Index(i, side, at, height, width)] = pattern[i];
    }

    /// <summary>The numbers of the image under the pattern.</summary>
    public static void Take(ReadOnlySpan<float> image, Span<float> pattern, int side, (int Row, int Column) at, int height, int width)
    {
        for (int i = 0; i < pattern.Length; i++) pattern[i] = image[Index(i, side, at, height, width)];
    }

    /// <summary>The pattern with normal noise.</summary>
    public static float[] Noisy(ReadOnlySpan<float> pattern, double deviation, RandomStream random)
    {
        float[] noisy = pattern.ToArray();
        for (int i = 0; i < noisy.Length; i++) noisy[i] += (float)(deviation * random.NextNormal());
        return noisy;
    }

    /// <summary>N×64 numbers, uniform in 0–1.</summary>
    public static Tensor Uniform(int count, RandomStream random)
    {
        float[] values = new float[count * PatternGenerator.NoiseSize];
        for (int i = 0; i < values.Length; i++) values[i] = (float)random.NextDouble();
        return Tensor.From(values, count, PatternGenerator.NoiseSize);
    }

    private static int Index(int i, int side, (int Row, int Column) at, int height, int width) =>
        (((i / (side * side)) * height) + at.Row + (i / side % side)) * width + at.Column + (i % side);
}
