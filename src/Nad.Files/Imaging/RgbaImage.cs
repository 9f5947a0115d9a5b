namespace Nad.Files.Imaging;

/// <summary>
/// A picture with opacity, as triggers and masks need it: H×W×4 bytes, row-major from the top left, in the order red, green, blue, alpha
/// (0 transparent – 255 opaque; the colours are not premultiplied).
/// </summary>
public sealed class RgbaImage
{
    /// <summary>Wraps an array without copying it.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">H·W·4 bytes.</param>
    /// <exception cref="ArgumentException">The length of <paramref name="pixels"/> contradicts the size.</exception>
    public RgbaImage(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.LongLength != (long)width * height * 4)
            throw new ArgumentException(
                $"{height}x{width}x4 pixels need {(long)width * height * 4} bytes, got {pixels.LongLength}.", nameof(pixels));
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>H×W×4 bytes.</summary>
    public byte[] Pixels { get; }

    /// <summary>The colours alone; of transparent pixels too.</summary>
    internal RgbImage WithoutOpacity()
    {
        byte[] colours = new byte[Width * Height * 3];
        for (int from = 0, to = 0; to < colours.Length; from += 4, to += 3) Pixels.AsSpan(from, 3).CopyTo(colours.AsSpan(to));
        return new RgbImage(Width, Height, colours);
    }
}
