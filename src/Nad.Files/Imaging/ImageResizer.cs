namespace Nad.Files.Imaging;

/// <summary>
/// Antialiased bilinear resizing: a triangle filter, widened by the factor of shrinking so that no pixel of the source is left out.
/// First along the rows, then along the columns, rounded to bytes in between: the arithmetic of Pillow's <c>resize(…, BILINEAR)</c>,
/// through which most image sets went before a network saw them.
/// </summary>
public static class ImageResizer
{
    /// <summary>The image at another size; the image itself where the size is the same.</summary>
    /// <param name="image">The image to resize; not modified.</param>
    /// <param name="width">New columns, at least 1.</param>
    /// <param name="height">New rows, at least 1.</param>
    public static RgbImage Resize(RgbImage image, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (image.Width == width && image.Height == height) return image;

        byte[] pixels = new byte[checked(width * height * 3)];
        Resize(image, width, height, pixels);
        return new RgbImage(width, height, pixels);
    }

    /// <summary>Writes the image at another size.</summary>
    /// <param name="image">The image to resize; not modified.</param>
    /// <param name="width">New columns, at least 1.</param>
    /// <param name="height">New rows, at least 1.</param>
    /// <param name="destination">Receives height·width·3 bytes.</param>
    public static void Resize(RgbImage image, int width, int height, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        ReadOnlySpan<byte> rows = image.Pixels;
        if (image.Width != width)
        {
            byte[] narrowed = image.Height == height ? [] : new byte[checked(width * image.Height * 3)];
            Span<byte> to = image.Height == height ? destination : narrowed;
            AlongRows(rows, image.Width, image.Height, new ResampleWeights(image.Width, width), width, to);
            rows = to;
        }

        if (image.Height != height) AlongColumns(rows, width * 3, new ResampleWeights(image.Height, height), height, destination);
        else if (image.Width == width) rows.CopyTo(destination);
    }

    private static void AlongRows(
        ReadOnlySpan<byte> source, int sourceWidth, int height, ResampleWeights weights, int width, Span<byte> destination)
    {
        int to = 0;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = source.Slice(y * sourceWidth * 3, sourceWidth * 3);
            for (int x = 0; x < width; x++)
            {
                int red = Half, green = Half, blue = Half, from = weights.First[x] * 3;
                foreach (int weight in weights.Of(x))
                {
                    red += row[from] * weight;
                    green += row[from + 1] * weight;
                    blue += row[from + 2] * weight;
                    from += 3;
                }

                destination[to++] = ToByte(red);
                destination[to++] = ToByte(green);
                destination[to++] = ToByte(blue);
            }
        }
    }

    private static void AlongColumns(ReadOnlySpan<byte> source, int rowBytes, ResampleWeights weights, int height, Span<byte> destination)
    {
        int[] sums = new int[rowBytes];
        for (int y = 0; y < height; y++)
        {
            Array.Fill(sums, Half);
            ReadOnlySpan<int> column = weights.Of(y);
            for (int i = 0; i < column.Length; i++)
            {
                ReadOnlySpan<byte> row = source.Slice((weights.First[y] + i) * rowBytes, rowBytes);
                for (int x = 0; x < sums.Length; x++) sums[x] += row[x] * column[i];
            }

            Span<byte> to = destination.Slice(y * rowBytes, rowBytes);
            for (int x = 0; x < sums.Length; x++) to[x] = ToByte(sums[x]);
        }
    }

    private const int Half = 1 << (ResampleWeights.Precision - 1);

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> ResampleWeights.Precision, 0, 255);
}
