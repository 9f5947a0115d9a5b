using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Nad.Reporting;

/// <summary>Small pictures as PNG inside the page itself, so that the report stays one file. Source: W3C, Portable Network Graphics, 2nd edition.</summary>
internal static class PngDataUri
{
    private const byte Rgb = 2, Palette = 3;

    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>A picture of true colours.</summary>
    /// <param name="pixels">H·W·3 bytes.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static string FromRgb(ReadOnlySpan<byte> pixels, int height, int width) => Encode(pixels, height, width, Rgb, []);

    /// <summary>A picture of at most 256 colours: a third of the size for heat maps.</summary>
    /// <param name="pixels">H·W indices into the palette.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="palette">Three bytes per colour.</param>
    public static string FromPalette(ReadOnlySpan<byte> pixels, int height, int width, ReadOnlySpan<byte> palette) => Encode(pixels, height, width, Palette, palette);

    private static string Encode(ReadOnlySpan<byte> pixels, int height, int width, byte kind, ReadOnlySpan<byte> palette)
    {
        int channels = kind == Rgb ? 3 : 1;
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, height * width * channels);
        using MemoryStream png = new();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = kind;
        Chunk(png, "IHDR", header);
        if (kind == Palette) Chunk(png, "PLTE", palette);

        // Which filter is best depends on the picture (flat blocks: none or up; slopes: sub), so try them and keep the smallest.
        byte[] smallest = Compress(pixels, width * channels, channels, filter: 0);
        for (byte filter = 1; filter <= 2; filter++)
        {
            byte[] other = Compress(pixels, width * channels, channels, filter);
            if (other.Length < smallest.Length) smallest = other;
        }

        Chunk(png, "IDAT", smallest);
        Chunk(png, "IEND", []);
        return "data:image/png;base64," + Convert.ToBase64String(png.GetBuffer(), 0, (int)png.Length);
    }

    // Filter 0: as is; 1 (sub): minus the pixel to the left; 2 (up): minus the pixel above.
    private static byte[] Compress(ReadOnlySpan<byte> pixels, int stride, int channels, byte filter)
    {
        using MemoryStream data = new();
        using (ZLibStream zlib = new(data, CompressionLevel.SmallestSize))
        {
            byte[] row = new byte[stride + 1];
            row[0] = filter;
            for (int start = 0; start < pixels.Length; start += stride)
            {
                for (int i = 0; i < stride; i++)
                {
                    int before = filter == 1 && i >= channels ? pixels[start + i - channels] : filter == 2 && start > 0 ? pixels[start + i - stride] : 0;
                    row[i + 1] = (byte)(pixels[start + i] - before);
                }

                zlib.Write(row);
            }
        }

        return data.ToArray();
    }

    private static void Chunk(MemoryStream png, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        byte[] name = Encoding.ASCII.GetBytes(type);
        png.Write(name);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, name), data));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte b in data) crc = CrcTable[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        uint[] table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint c = n;
            for (int bit = 0; bit < 8; bit++) c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }

        return table;
    }
}
