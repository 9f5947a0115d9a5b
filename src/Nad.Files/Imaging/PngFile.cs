using System.Buffers.Binary;
using System.Text;

namespace Nad.Files.Imaging;

/// <summary>The parts of a PNG file that matter for its pixels, taken from its chunks, every checksum verified.</summary>
internal sealed class PngFile
{
    private const uint Ihdr = 0x49484452, Plte = 0x504C5445, Trns = 0x74524E53, Idat = 0x49444154, Iend = 0x49454E44;

    internal static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    internal PngHeader Header { get; private init; }

    /// <summary>Three bytes an entry; empty where there is none.</summary>
    internal byte[] Palette { get; private set; } = [];

    /// <summary>The tRNS chunk as it stands; empty where there is none.</summary>
    internal byte[] Transparency { get; private set; } = [];

    /// <summary>The IDAT chunks, joined: one zlib stream.</summary>
    internal byte[] Compressed { get; private set; } = [];

    internal static (int Width, int Height) ReadSize(ReadOnlySpan<byte> file, string name)
    {
        PngHeader header = ReadHeader(ref file, name);
        return (header.Width, header.Height);
    }

    internal static PngFile Read(ReadOnlySpan<byte> file, string name)
    {
        PngFile png = new() { Header = ReadHeader(ref file, name) };
        using MemoryStream compressed = new(file.Length);
        bool dataEnded = false;
        while (true)
        {
            ReadOnlySpan<byte> chunk = NextChunk(ref file, name, out uint type);
            if (type == Idat)
            {
                if (dataEnded) throw new DamagedFileException($"{name}: the image data of the PNG is torn apart by other chunks.");
                compressed.Write(chunk);
                continue;
            }

            dataEnded = compressed.Length > 0;
            if (type == Iend) break;
            if (type is Plte or Trns && !dataEnded) png.ReadColours(type, chunk, name);
            else if (type is Plte or Trns or Ihdr)
                throw new DamagedFileException($"{name}: the PNG chunk {NameOf(type)} is in the wrong place.");
            else if ((type & 0x20000000) == 0)
                throw new UnsupportedInputException($"{name}: the PNG needs the unknown chunk {NameOf(type)} to be understood.");
        }

        if (compressed.Length == 0) throw new DamagedFileException($"{name}: the PNG holds no image data.");
        if (png.Header.Colour == PngColour.Palette && png.Palette.Length == 0)
            throw new DamagedFileException($"{name}: the palette of the PNG is missing.");
        png.Compressed = compressed.ToArray();
        return png;
    }

    private static PngHeader ReadHeader(ref ReadOnlySpan<byte> file, string name)
    {
        int fileBytes = file.Length;
        file = file[Signature.Length..];
        ReadOnlySpan<byte> chunk = NextChunk(ref file, name, out uint type);
        if (type != Ihdr) throw new DamagedFileException($"{name}: the PNG starts with the chunk {NameOf(type)}, not with its header.");
        return PngHeader.Read(chunk, fileBytes, name);
    }

    private void ReadColours(uint type, ReadOnlySpan<byte> chunk, string name)
    {
        bool valid = type == Plte
            ? chunk.Length is > 0 and <= 768 && chunk.Length % 3 == 0 && Palette.Length == 0
            : Transparency.Length == 0 && Header.Colour switch
            {
                PngColour.Grey => chunk.Length == 2,
                PngColour.Rgb => chunk.Length == 6,
                PngColour.Palette => chunk.Length > 0 && chunk.Length <= Palette.Length / 3,
                _ => false,
            };
        if (!valid) throw new DamagedFileException($"{name}: the PNG chunk {NameOf(type)} of {chunk.Length} bytes does not fit the image.");
        if (type == Plte) Palette = chunk.ToArray();
        else Transparency = chunk.ToArray();
    }

    // length (4) · type (4) · data · CRC of type and data (4)
    private static ReadOnlySpan<byte> NextChunk(ref ReadOnlySpan<byte> file, string name, out uint type)
    {
        if (file.Length < 12) throw new DamagedFileException($"{name}: the PNG is cut off (no end chunk).");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(file);
        type = BinaryPrimitives.ReadUInt32BigEndian(file[4..]);
        if (length > file.Length - 12) throw new DamagedFileException($"{name}: the PNG is cut off inside the chunk {NameOf(type)}.");
        if (Crc32.Of(file.Slice(4, (int)length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(file[((int)length + 8)..]))
            throw new DamagedFileException($"{name}: the checksum of the PNG chunk {NameOf(type)} is wrong.");

        ReadOnlySpan<byte> chunk = file.Slice(8, (int)length);
        file = file[((int)length + 12)..];
        return chunk;
    }

    private static string NameOf(uint type)
    {
        byte[] letters = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(letters, type);
        return letters.All(b => char.IsAsciiLetter((char)b)) ? Encoding.ASCII.GetString(letters) : "0x" + Convert.ToHexString(letters);
    }
}
