namespace Nad.Files.Imaging;

/// <summary>
/// A colour picture in memory: H×W×3 bytes (0–255), row-major from the top left, channels last in the order red, green, blue.
/// </summary>
public sealed class RgbImage
{
    /// <summary>Wraps an array without copying it.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">H·W·3 bytes.</param>
    /// <exception cref="ArgumentException">The length of <paramref name="pixels"/> contradicts the size.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.LongLength != (long)width * height * 3)
            throw new ArgumentException(
                $"{height}x{width}x3 pixels need {(long)width * height * 3} bytes, got {pixels.LongLength}.", nameof(pixels));
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>H×W×3 bytes.</summary>
    public byte[] Pixels { get; }

    /// <summary>What the decoder found wrong with a file that it read all the same, fit to print; null for nothing.</summary>
    public string? Warning { get; init; }
}
