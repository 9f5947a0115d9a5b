using Nad.Data;
using Nad.Files.Imaging;

namespace Nad.Attacks;

/// <summary>Makes reflections out of pictures of the image's size.</summary>
/// <remarks>
/// The reference code works at 560 pixels, with blurs of σ 1 to 5 and shifts of 3 to 8 pixels, which are less than half a pixel after
/// shrinking to 32. Here they are made at the image's own size with σ 0.5 to 1.5 and shifts of 1 to 3: our choice.
/// </remarks>
internal sealed class ReflectionMaker(int height, int width, RandomStream random)
{
    /// <summary>One reflection of a picture of H·W·3 bytes.</summary>
    public Reflection Make(ReflectionKind kind, ReadOnlySpan<byte> picture) => kind switch
    {
        ReflectionKind.Ghost => new Reflection { Kind = kind, Layer = Doubled(picture), Transmission = Uniform(0.55, 0.95) },
        ReflectionKind.OutOfFocus => new Reflection
        {
            Kind = kind,
            Layer = Blurred(picture, Uniform(0.5, 1.5)),
            Transmission = Uniform(0.55, 0.95),
            Attenuation = Uniform(1.08, 1.18),
            Window = Window(),
        },
        _ => new Reflection { Kind = kind, Layer = picture.ToArray() },
    };

    // g·R shifted by (o₀, o₁) and (1 − g)·R where they overlap, brought back to the image's size.
    private byte[] Doubled(ReadOnlySpan<byte> picture)
    {
        int down = 1 + random.Next(3), right = 1 + random.Next(3);
        double g = Math.Abs(random.Next(2) - Uniform(0.15, 0.5));
        int h = height - down, w = width - right;
        byte[] overlap = new byte[h * w * 3];
        for (int i = 0; i < overlap.Length; i++)
        {
            int y = i / 3 / w, x = i / 3 % w, c = i % 3;
            double near = Light.Linear(picture[(((y * width) + x) * 3) + c]),
                far = Light.Linear(picture[((((y + down) * width) + x + right) * 3) + c]);
            overlap[i] = Light.Round((g * far) + ((1 - g) * near));
        }

        return ImageResizer.Resize(new RgbImage(w, h, overlap), width, height).Pixels;
    }

    // Gaussian of 2·⌈2σ⌉ + 1 taps along rows and columns; the border mirrors without repeating the edge.
    private byte[] Blurred(ReadOnlySpan<byte> picture, double sigma)
    {
        int radius = (int)Math.Ceiling(2 * sigma);
        double[] kernel = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(t => Math.Exp(-t * t / (2 * sigma * sigma)))];
        double total = kernel.Sum();
        double[] linear = new double[picture.Length], rows = new double[picture.Length];
        for (int i = 0; i < linear.Length; i++) linear[i] = Light.Linear(picture[i]);
        byte[] blurred = new byte[picture.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int t = -radius; t <= radius; t++)
                rows[i] += kernel[t + radius] / total * linear[At(i / 3 / width, Mirror((i / 3 % width) + t, width), i % 3)];
        }

        for (int i = 0; i < blurred.Length; i++)
        {
            double sum = 0;
            for (int t = -radius; t <= radius; t++)
                sum += kernel[t + radius] / total * rows[At(Mirror((i / 3 / width) + t, height), i / 3 % width, i % 3)];
            blurred[i] = Light.Round(sum);
        }

        return blurred;
    }

    // The square root of a Gaussian that spans ±3σ over twice the image, cut out at a random place.
    private byte[] Window()
    {
        int top = random.Next(height + 1), left = random.Next(width + 1);
        byte[] window = new byte[height * width];
        for (int i = 0; i < window.Length; i++)
            window[i] = (byte)Math.Round(255 * Bell(top + (i / width), height) * Bell(left + (i % width), width));
        return window;

        static double Bell(int at, int side)
        {
            double z = 3 * ((at + 0.5) - side) / side;
            return Math.Exp(-z * z / 4);
        }
    }

    private int At(int y, int x, int c) => (((y * width) + x) * 3) + c;

    private static int Mirror(int at, int side) => at < 0 ? Math.Min(-at, side - 1) : at >= side ? Math.Max((2 * side) - 2 - at, 0) : at;

    private double Uniform(double from, double to) => from + ((to - from) * random.NextDouble());
}
