namespace Nad.Data.Imaging;

/// <summary>What a picture may claim to be before anything is allocated for it.</summary>
internal static class ImageLimits
{
    internal const int MaxPixels = 100_000_000;

    // JPEG's own limit; it also bounds the row buffers of the PNG decoder.
    internal const int MaxSide = 65_535;

    /// <summary>Refuses sizes of 0 and sizes no image of a classifier has.</summary>
    internal static (int Width, int Height) Check(long width, long height, string name)
    {
        if (width < 1 || height < 1) throw new DamagedFileException($"{name}: the header says {width}x{height} pixels, but an image needs at least 1x1.");
        if (width > MaxSide || height > MaxSide || width * height > MaxPixels)
        {
            throw new UnsupportedInputException(
                $"{name}: {width}x{height} pixels are more than the {MaxPixels / 1_000_000} megapixels (and {MaxSide} a side) that are read. Scale the image down first.");
        }

        return ((int)width, (int)height);
    }
}
