using System.Buffers.Binary;

namespace Nad.Files.Imaging;

/// <summary>Reads the rows of one pass of a PNG: undoes the filter, then expands the samples to red, green, blue, alpha.</summary>
internal sealed class PngRow(PngFile png, string name)
{
    private readonly int depth = png.Header.BitDepth;
    private readonly int filterStep = Math.Max(1, png.Header.BitsPerPixel / 8);

    // The colour that tRNS declares transparent, in samples of the file's own depth; −1 where there is none.
    private readonly int keyRed = Key(png, 0), keyGreen = Key(png, 1), keyBlue = Key(png, 2);
    private byte[] current = [], previous = [], rgba = [];

    /// <summary>Begins a pass of <paramref name="columns"/> pixels a row; above its first row, all bytes count as 0.</summary>
    internal void Start(int columns)
    {
        current = new byte[1 + png.Header.RowBytes(columns)];
        previous = new byte[current.Length];
        rgba = new byte[columns * 4];
    }

    /// <summary>The next row, four bytes a pixel; valid until the next call.</summary>
    internal ReadOnlySpan<byte> Read(Stream raw)
    {
        (current, previous) = (previous, current);
        raw.ReadExactly(current);
        if (!PngFilter.Undo(current[0], current.AsSpan(1), previous.AsSpan(1), filterStep))
            throw new DamagedFileException($"{name}: PNG has no row filter {current[0]}.");
        Expand(current.AsSpan(1));
        return rgba;
    }

    private void Expand(ReadOnlySpan<byte> row)
    {
        Span<byte> pixel = rgba;
        int columns = rgba.Length / 4;
        for (int x = 0; x < columns; x++, pixel = pixel[4..])
        {
            switch (png.Header.Colour)
            {
                case PngColour.Grey:
                    int grey = Sample(row, x);
                    pixel[0] = pixel[1] = pixel[2] = ToByte(grey);
                    pixel[3] = grey == keyRed ? (byte)0 : (byte)255;
                    break;
                case PngColour.Rgb:
                    (int red, int green, int blue) = (Sample(row, 3 * x), Sample(row, (3 * x) + 1), Sample(row, (3 * x) + 2));
                    (pixel[0], pixel[1], pixel[2]) = (ToByte(red), ToByte(green), ToByte(blue));
                    pixel[3] = red == keyRed && green == keyGreen && blue == keyBlue ? (byte)0 : (byte)255;
                    break;
                case PngColour.Palette:
                    Look(Sample(row, x), pixel);
                    break;
                case PngColour.GreyAlpha:
                    pixel[0] = pixel[1] = pixel[2] = ToByte(Sample(row, 2 * x));
                    pixel[3] = ToByte(Sample(row, (2 * x) + 1));
                    break;
                default:
                    for (int c = 0; c < 4; c++) pixel[c] = ToByte(Sample(row, (4 * x) + c));
                    break;
            }
        }
    }

    private void Look(int index, Span<byte> pixel)
    {
        if (index * 3 >= png.Palette.Length)
            throw new DamagedFileException($"{name}: a pixel names colour {index} of a palette of {png.Palette.Length / 3}.");
        png.Palette.AsSpan(index * 3, 3).CopyTo(pixel);
        pixel[3] = index < png.Transparency.Length ? png.Transparency[index] : (byte)255;
    }

    private int Sample(ReadOnlySpan<byte> row, int index) => depth switch
    {
        8 => row[index],
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]),
        _ => (row[index * depth >> 3] >> (8 - depth - (index * depth & 7))) & ((1 << depth) - 1),
    };

    // 16-bit samples keep their high byte, as libpng's strip and Pillow do, so that a network sees what it was trained on.
    private byte ToByte(int sample) => depth switch
    {
        8 => (byte)sample,
        16 => (byte)(sample >> 8),
        _ => (byte)(sample * (255 / ((1 << depth) - 1))),
    };

    private static int Key(PngFile png, int channel) =>
        png.Header.Colour is PngColour.Grey or PngColour.Rgb && png.Transparency.Length >= 2 * (channel + 1)
            ? BinaryPrimitives.ReadUInt16BigEndian(png.Transparency.AsSpan(2 * channel))
            : -1;
}
