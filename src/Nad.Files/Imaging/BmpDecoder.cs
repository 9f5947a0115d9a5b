namespace Nad.Files.Imaging;

/// <summary>
/// Uncompressed BMP of 24 and 32 bits, and of 1, 4 and 8 bits with a palette; rows from the bottom up or from the top down.
/// </summary>
internal static class BmpDecoder
{
    internal static RgbImage Decode(ReadOnlySpan<byte> file, string name)
    {
        BmpHeader header = BmpHeader.Read(file, name);
        ReadOnlySpan<byte> palette = file.Slice(header.PaletteOffset, header.PaletteCount * header.PaletteStep);
        byte[] pixels = new byte[(long)header.Width * header.Height * 3];
        for (int y = 0; y < header.Height; y++)
        {
            int stored = header.TopDown ? y : header.Height - 1 - y;
            ReadOnlySpan<byte> row = file.Slice(header.PixelOffset + (stored * header.RowBytes), header.RowBytes);
            Span<byte> to = pixels.AsSpan(y * header.Width * 3, header.Width * 3);
            if (header.Bits >= 24) CopyRow(row, header.Bits / 8, to);
            else LookUpRow(row, header, palette, to, name);
        }

        return new RgbImage(header.Width, header.Height, pixels);
    }

    private static void CopyRow(ReadOnlySpan<byte> row, int step, Span<byte> rgb)
    {
        for (int from = 0, to = 0; to < rgb.Length; from += step, to += 3)
        {
            rgb[to] = row[from + 2];
            rgb[to + 1] = row[from + 1];
            rgb[to + 2] = row[from];
        }
    }

    private static void LookUpRow(ReadOnlySpan<byte> row, BmpHeader header, ReadOnlySpan<byte> palette, Span<byte> rgb, string name)
    {
        int bits = header.Bits;
        for (int x = 0; x < header.Width; x++)
        {
            int index = (row[x * bits >> 3] >> (8 - bits - (x * bits & 7))) & ((1 << bits) - 1);
            if (index >= header.PaletteCount)
                throw new DamagedFileException($"{name}: a pixel names colour {index} of a palette of {header.PaletteCount}.");
            ReadOnlySpan<byte> colour = palette.Slice(index * header.PaletteStep, 3);
            rgb[3 * x] = colour[2];
            rgb[(3 * x) + 1] = colour[1];
            rgb[(3 * x) + 2] = colour[0];
        }
    }
}
