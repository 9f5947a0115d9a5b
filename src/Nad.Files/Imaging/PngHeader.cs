using System.Buffers.Binary;

namespace Nad.Files.Imaging;

/// <summary>The IHDR chunk of a PNG file.</summary>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColour Colour, bool Interlaced)
{
    internal int BitsPerPixel => BitDepth * Colour switch
    {
        PngColour.Rgb => 3,
        PngColour.GreyAlpha => 2,
        PngColour.RgbAlpha => 4,
        _ => 1,
    };

    /// <summary>Bytes of one row of <paramref name="width"/> pixels, without the byte that names its filter.</summary>
    internal int RowBytes(int width) => (int)((((long)width * BitsPerPixel) + 7) / 8);

    internal static PngHeader Read(ReadOnlySpan<byte> chunk, int fileBytes, string name)
    {
        if (chunk.Length != 13) throw new DamagedFileException($"{name}: the PNG header has {chunk.Length} bytes, not 13.");
        (int width, int height) = ImageLimits.Check(
            BinaryPrimitives.ReadUInt32BigEndian(chunk), BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]), fileBytes, name);
        int depth = chunk[8];
        bool valid = chunk[9] switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!valid) throw new DamagedFileException($"{name}: PNG has no colour type {chunk[9]} of {depth} bits.");
        if (chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)
            throw new DamagedFileException(
                $"{name}: unknown PNG compression {chunk[10]}, filter {chunk[11]} or interlace method {chunk[12]}.");
        return new PngHeader(width, height, depth, (PngColour)chunk[9], chunk[12] == 1);
    }
}
