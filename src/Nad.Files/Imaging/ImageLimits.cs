namespace Nad.Files.Imaging;

/// <summary>What a picture may claim to be before anything is allocated for it.</summary>
internal static class ImageLimits
{
    internal const int MaxPixels = 100_000_000;

    // JPEG's own limit; it also bounds the row buffers of the PNG decoder.
    internal const int MaxSide = 65_535;

    // A picture that is larger than a camera's must also have a camera's file: a blank page packs ten thousandfold, a photograph does not.
    private const int FreePixels = 4_000_000, MaxPixelsPerByte = 32;

    /// <summary>Refuses sizes of 0 and sizes no image of a classifier has.</summary>
    internal static (int Width, int Height) Check(long width, long height, int fileBytes, string name)
    {
        if (width < 1 || height < 1)
            throw new DamagedFileException($"{name}: the header says {width}x{height} pixels, but an image needs at least 1x1.");
        if (width > MaxSide || height > MaxSide || width * height > MaxPixels)
        {
            throw new UnsupportedInputException(
                $"{name}: {width}x{height} pixels are more than the {MaxPixels / 1_000_000} megapixels (and {MaxSide} a side) that are "
                + "read. Scale the image down first.");
        }

        if (width * height > Math.Max(FreePixels, (long)fileBytes * MaxPixelsPerByte))
        {
            throw new UnsupportedInputException(
                $"{name}: {fileBytes} bytes that claim {width}x{height} pixels; above {FreePixels / 1_000_000} megapixels, a byte for "
                + $"every {MaxPixelsPerByte} pixels is needed. Scale the image down first.");
        }

        return ((int)width, (int)height);
    }
}
