using System.Buffers.Binary;
using System.IO.Compression;

namespace Nad.Files.Imaging;

/// <summary>Writes 8-bit PNG files: with the row filters that pack best, the smallest zlib level, no time stamp or other extra.</summary>
/// <remarks>The same pixels give the same bytes on the same .NET version.</remarks>
public static class PngEncoder
{
    /// <summary>A colour PNG.</summary>
    /// <param name="rgb">H·W·3 bytes, row-major, red, green, blue.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentException">The length contradicts the size.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> rgb, int width, int height) => Encode(rgb, width, height, 3, PngColour.Rgb, []);

    /// <summary>A grey PNG.</summary>
    /// <param name="grey">H·W bytes, row-major, 0 black – 255 white.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentException">The length contradicts the size.</exception>
    public static byte[] EncodeGrey(ReadOnlySpan<byte> grey, int width, int height) => Encode(grey, width, height, 1, PngColour.Grey, []);

    /// <summary>A PNG of at most 256 colours: a third of the size for heat maps.</summary>
    /// <param name="indices">H·W indices into the palette, row-major.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="palette">Three bytes per colour.</param>
    /// <exception cref="ArgumentException">The length contradicts the size.</exception>
    public static byte[] EncodePalette(ReadOnlySpan<byte> indices, int width, int height, ReadOnlySpan<byte> palette) =>
        Encode(indices, width, height, 1, PngColour.Palette, palette);

    private static byte[] Encode(
        ReadOnlySpan<byte> pixels, int width, int height, int channels, PngColour colour, ReadOnlySpan<byte> palette)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.Length != (long)width * height * channels)
            throw new ArgumentException(
                $"{height}x{width}x{channels} pixels need {(long)width * height * channels} bytes, got {pixels.Length}.", nameof(pixels));

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = (byte)colour;

        using MemoryStream file = new();
        file.Write(PngFile.Signature);
        WriteChunk(file, "IHDR"u8, header);
        if (!palette.IsEmpty) WriteChunk(file, "PLTE"u8, palette);
        WriteChunk(file, "IDAT"u8, Smallest(pixels, width * channels, channels));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    // Choosing a filter row by row suits photographs; flat blocks and palettes often pack better with one filter throughout: try, keep the
    // smallest.
    private static byte[] Smallest(ReadOnlySpan<byte> pixels, int rowBytes, int channels)
    {
        byte[] smallest = Compress(pixels, rowBytes, channels, 0, PngFilter.Count);
        for (int filter = 0; filter < 3; filter++)
        {
            byte[] other = Compress(pixels, rowBytes, channels, filter, filter + 1);
            if (other.Length < smallest.Length) smallest = other;
        }

        return smallest;
    }

    // Each row with that filter from … to − 1 whose result has the smallest sum of magnitudes.
    private static byte[] Compress(ReadOnlySpan<byte> pixels, int rowBytes, int channels, int from, int to)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] best = new byte[rowBytes + 1], candidate = new byte[rowBytes + 1];
            ReadOnlySpan<byte> above = new byte[rowBytes];
            for (; !pixels.IsEmpty; pixels = pixels[rowBytes..])
            {
                long bestSum = long.MaxValue;
                for (int filter = from; filter < to; filter++)
                {
                    candidate[0] = (byte)filter;
                    long sum = PngFilter.Apply(filter, pixels[..rowBytes], above, channels, candidate.AsSpan(1));
                    if (sum >= bestSum) continue;
                    bestSum = sum;
                    (best, candidate) = (candidate, best);
                }

                zlib.Write(best);
                above = pixels[..rowBytes];
            }
        }

        return packed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        int start = (int)file.Position;
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(file.GetBuffer().AsSpan(start, (int)file.Position - start)));
        file.Write(number);
    }
}
