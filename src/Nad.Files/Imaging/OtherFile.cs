using System.Buffers.Binary;

namespace Nad.Files.Imaging;

/// <summary>
/// Whether a WebP, GIF or TIFF file holds all that its own headers say. ImageSharp does not ask: of a file that was cut off it makes a
/// picture with an empty rest, without a word.
/// </summary>
internal static class OtherFile
{
    private const int FirstChunk = 12, StripOffsets = 273, StripCounts = 279, TileOffsets = 324, TileCounts = 325;

    /// <summary>What is missing, or null for a whole file.</summary>
    internal static string? Missing(ImageKind kind, ReadOnlySpan<byte> file) => kind switch
    {
        ImageKind.WebP => Webp(file),
        ImageKind.Gif => Gif(file),
        _ => Tiff(file),
    };

    /// <summary>
    /// Whether a WebP, whole by <see cref="Missing"/>, has a part without loss: the tables of that form are as many as a few bits say, 345
    /// MB for 895 bytes.
    /// </summary>
    internal static bool IsLossless(ReadOnlySpan<byte> file)
    {
        for (long at = FirstChunk; at + 8 <= file.Length; at = Even(ChunkEnd(file, at)))
        {
            if (file[(int)at..].StartsWith("VP8L"u8) || file[(int)at..].StartsWith("ALPH"u8)) return true;
        }

        return false;
    }

    // RIFF: a length in bytes 4 to 7, then chunks of four letters, a length and as many bytes, padded to an even number.
    private static string? Webp(ReadOnlySpan<byte> file)
    {
        long end = 8 + (long)BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        if (end > file.Length) return $"it has {file.Length} of {end} bytes";
        for (long at = FirstChunk; at < end; at = Even(ChunkEnd(file, at)))
        {
            if (at + 8 > end || ChunkEnd(file, at) > end) return "its last chunk is cut off";
        }

        return null;
    }

    private static long ChunkEnd(ReadOnlySpan<byte> file, long at) =>
        at + 8 + BinaryPrimitives.ReadUInt32LittleEndian(file[(int)(at + 4)..]);

    private static long Even(long at) => at + (at & 1);

    // A screen with its palette, then blocks; what counts is that the first picture's data has its end, a block of length 0.
    private static string? Gif(ReadOnlySpan<byte> file)
    {
        const string cut = "it ends before its first picture does";
        if (file.Length < 13) return cut;
        int at = 13 + Palette(file[10]);
        while (at < file.Length)
        {
            byte mark = file[at];
            if (mark is not (0x21 or 0x2C)) return "it has no picture";
            bool picture = mark == 0x2C;
            if (picture && at + 10 > file.Length) return cut;
            at += picture ? 10 + Palette(file[at + 9]) + 1 : 2;
            while (at < file.Length && file[at] > 0) at += 1 + file[at];
            if (at >= file.Length) return cut;
            at++;
            if (picture) return null;
        }

        return cut;

        static int Palette(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    // The first directory names where strips or tiles lie and how long they are. Together they are no longer than the file: strips that
    // share bytes would let a small file ask for much work.
    private static string? Tiff(ReadOnlySpan<byte> file)
    {
        bool little = file[0] == 'I';
        long at = file.Length < 8 ? file.Length : Number(file, 4, 4, little);
        if (at + 2 > file.Length) return "its directory is cut off";
        int entries = (int)Number(file, at, 2, little);
        if (at + 2 + (12L * entries) > file.Length) return "its directory is cut off";
        long[]? offsets = null, counts = null;
        for (int i = 0; i < entries; i++)
        {
            long entry = at + 2 + (12L * i);
            int tag = (int)Number(file, entry, 2, little);
            if (tag is not (StripOffsets or StripCounts or TileOffsets or TileCounts)) continue;
            int size = Number(file, entry + 2, 2, little) == 3 ? 2 : 4;
            long count = Number(file, entry + 4, 4, little), from = count * size <= 4 ? entry + 8 : Number(file, entry + 8, 4, little);
            if (from + (count * size) > file.Length) return "its list of strips is cut off";
            long[] numbers = new long[count];
            for (int k = 0; k < count; k++) numbers[k] = Number(file, from + ((long)k * size), size, little);
            if (tag is StripOffsets or TileOffsets) offsets = numbers;
            else counts = numbers;
        }

        if (offsets is null || counts is null || offsets.Length != counts.Length)
            return "it does not say where its strips lie and how long they are";
        for (int k = 0; k < counts.Length; k++)
        {
            if (offsets[k] + counts[k] > file.Length) return $"strip {k + 1} of {counts.Length} reaches beyond its {file.Length} bytes";
        }

        return counts.Sum() > file.Length ? "its strips share bytes" : null;
    }

    private static long Number(ReadOnlySpan<byte> file, long at, int size, bool little)
    {
        ReadOnlySpan<byte> bytes = file.Slice((int)at, size);
        if (size == 2) return little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
        return little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
