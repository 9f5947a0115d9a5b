using System.IO.Compression;

namespace Nad.Files.Imaging;

/// <summary>PNG of every colour type, bit depth and both interlace methods, one row at a time on top of the BCL's zlib.</summary>
internal static class PngDecoder
{
    // Deflate cannot do better than 258 bytes for every 2 bits.
    private const long MaxRatio = 1032;

    // First column and row, and the steps between columns and rows, of the seven passes of Adam7.
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static readonly (int X, int Y, int StepX, int StepY)[] Whole = [(0, 0, 1, 1)];

    internal static RgbImage DecodeRgb(ReadOnlySpan<byte> file, string name)
    {
        PngFile png = PngFile.Read(file, name);
        return new RgbImage(png.Header.Width, png.Header.Height, Decode(png, name, channels: 3));
    }

    internal static RgbaImage DecodeRgba(ReadOnlySpan<byte> file, string name)
    {
        PngFile png = PngFile.Read(file, name);
        return new RgbaImage(png.Header.Width, png.Header.Height, Decode(png, name, channels: 4));
    }

    private static byte[] Decode(PngFile png, string name, int channels)
    {
        PngHeader header = png.Header;
        (int X, int Y, int StepX, int StepY)[] passes = header.Interlaced ? Adam7 : Whole;
        long expected = passes.Sum(pass => RawBytes(header, pass));
        if (expected > (png.Compressed.Length * MaxRatio) + 1024)
            throw new DamagedFileException(
                $"{name}: {png.Compressed.Length} bytes of PNG data cannot hold {header.Width}x{header.Height} pixels.");

        byte[] pixels = new byte[(long)header.Width * header.Height * channels];
        PngRow row = new(png, name);
        try
        {
            using ZLibStream raw = new(new MemoryStream(png.Compressed), CompressionMode.Decompress);
            foreach ((int X, int Y, int StepX, int StepY) pass in passes) DecodePass(raw, header, pass, row, pixels, channels);
            if (raw.ReadByte() >= 0)
                throw new DamagedFileException($"{name}: the PNG holds more data than {header.Width}x{header.Height} pixels need.");
        }
        catch (EndOfStreamException e)
        {
            throw new DamagedFileException($"{name}: the PNG holds less data than {header.Width}x{header.Height} pixels need.", e);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new DamagedFileException($"{name}: the compressed data of the PNG is broken.", e);
        }

        return pixels;
    }

    private static void DecodePass(
        ZLibStream raw, PngHeader header, (int X, int Y, int StepX, int StepY) pass, PngRow row, byte[] pixels, int channels)
    {
        int columns = Steps(header.Width, pass.X, pass.StepX);
        if (columns == 0) return;

        row.Start(columns);
        for (int y = pass.Y; y < header.Height; y += pass.StepY)
        {
            ReadOnlySpan<byte> rgba = row.Read(raw);
            int to = ((y * header.Width) + pass.X) * channels;
            for (int from = 0; from < rgba.Length; from += 4, to += pass.StepX * channels)
            {
                pixels[to] = rgba[from];
                pixels[to + 1] = rgba[from + 1];
                pixels[to + 2] = rgba[from + 2];
                if (channels == 4) pixels[to + 3] = rgba[from + 3];
            }
        }
    }

    private static long RawBytes(PngHeader header, (int X, int Y, int StepX, int StepY) pass)
    {
        int columns = Steps(header.Width, pass.X, pass.StepX);
        return columns == 0 ? 0 : (header.RowBytes(columns) + 1L) * Steps(header.Height, pass.Y, pass.StepY);
    }

    private static int Steps(int length, int first, int step) => length <= first ? 0 : (length - first + step - 1) / step;
}
