using System.Buffers.Binary;

namespace Nad.Files.Imaging;

/// <summary>The headers of a BMP file: where its rows and its palette are, and how they are stored.</summary>
internal readonly record struct BmpHeader(
    int Width, int Height, bool TopDown, int Bits, int PixelOffset, int PaletteOffset, int PaletteCount, int PaletteStep)
{
    internal (int Width, int Height) Size => (Width, Height);

    /// <summary>Bytes of one row: rows are filled up to a multiple of four bytes.</summary>
    internal int RowBytes => (int)((((long)Width * Bits) + 31) / 32 * 4);

    internal static BmpHeader Read(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length < 26) throw new DamagedFileException($"{name}: the BMP is cut off inside its header.");
        uint pixelOffset = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        uint headerSize = BinaryPrimitives.ReadUInt32LittleEndian(file[14..]);
        ReadOnlySpan<byte> header = file[14..];
        bool core = headerSize == 12;     // the header of OS/2 1.x
        if (!core && headerSize is < 40 or > 256)
            throw new UnsupportedInputException($"{name}: a BMP header of {headerSize} bytes is not of a known kind.");
        if (header.Length < headerSize) throw new DamagedFileException($"{name}: the BMP is cut off inside its header.");

        long width = core ? BinaryPrimitives.ReadUInt16LittleEndian(header[4..]) : BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        long height = core ? BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) : BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(header[(core ? 10 : 14)..]);
        uint compression = core ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        uint used = core ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(header[32..]);
        (int Width, int Height) size = ImageLimits.Check(width, Math.Abs(height), file.Length, name);
        CheckKind(file, headerSize, bits, compression, name);

        int paletteCount = bits > 8 ? 0 : used == 0 ? 1 << bits : (int)Math.Min(used, 1u << bits);
        BmpHeader bmp = new(
            size.Width, size.Height, height < 0, bits, (int)Math.Min(pixelOffset, int.MaxValue), 14 + (int)headerSize, paletteCount,
            core ? 3 : 4);
        long needed = bmp.PixelOffset + ((long)bmp.RowBytes * bmp.Height);
        if (pixelOffset < bmp.PaletteOffset + (bmp.PaletteCount * bmp.PaletteStep) || needed > file.Length)
            throw new DamagedFileException(
                $"{name}: a BMP of {bmp.Width}x{bmp.Height} pixels of {bits} bits from offset {pixelOffset} needs {needed} bytes, but the "
                + $"file has {file.Length}.");
        return bmp;
    }

    private static void CheckKind(ReadOnlySpan<byte> file, uint headerSize, int bits, uint compression, string name)
    {
        if (bits == 32 && compression is 3 or 6)
        {
            // Bit masks of red, green and blue follow the 40-byte header, or are part of a longer one: the same place.
            ReadOnlySpan<byte> masks = file[Math.Min(54, file.Length)..];
            if (masks.Length < 12) throw new DamagedFileException($"{name}: the BMP is cut off inside its header.");
            if (BinaryPrimitives.ReadUInt32LittleEndian(masks) == 0x00FF0000
                && BinaryPrimitives.ReadUInt32LittleEndian(masks[4..]) == 0x0000FF00
                && BinaryPrimitives.ReadUInt32LittleEndian(masks[8..]) == 0x000000FF) return;
            throw new UnsupportedInputException($"{name}: the BMP orders its colours by unusual bit masks; save it as PNG.");
        }

        if (compression != 0 || bits is not (1 or 4 or 8 or 24 or 32) || (headerSize == 12 && bits == 32))
            throw new UnsupportedInputException(
                $"{name}: a BMP of {bits} bits with compression {compression}; read are uncompressed ones of 1, 4, 8, 24 or 32 "
                + "bits. Save it as PNG.");
    }
}
