using System.Buffers.Binary;

namespace Nad.Files.Archives;

/// <summary>
/// Puts the checksum of a stored entry right after its content was changed in place: in the directory, in the local header, behind the
/// content.
/// </summary>
internal static class ZipChecksum
{
    private const int CentralCrc = 16, LocalCrc = 14;

    /// <summary>Mends one entry.</summary>
    /// <param name="original">The archive as it was.</param>
    /// <param name="changed">The archive with the new content.</param>
    /// <param name="entry">Of <paramref name="original"/>.</param>
    /// <param name="content">Its new content, a window on <paramref name="changed"/>.</param>
    public static void Mend(ReadOnlySpan<byte> original, Span<byte> changed, ZipEntry entry, ArraySegment<byte> content)
    {
        // PyTorch can be told to leave checksums out; then they stay out.
        if (entry.Crc == 0 && Crc32.Of(original.Slice(content.Offset, content.Count)) != 0) return;
        uint crc = Crc32.Of(content);
        BinaryPrimitives.WriteUInt32LittleEndian(changed[(int)(entry.Central + CentralCrc)..], crc);
        Replace(original, changed, entry.Start + LocalCrc, entry.Crc, crc);

        // A descriptor behind the content: perhaps a signature, then the checksum. Up to the next entry there may be none.
        long behind = content.Offset + content.Count;
        if (Is(original, behind, 0x08074b50)) behind += 4;
        if (behind + 4 <= entry.Limit) Replace(original, changed, behind, entry.Crc, crc);
    }

    private static void Replace(ReadOnlySpan<byte> original, Span<byte> changed, long at, uint old, uint crc)
    {
        if (Is(original, at, old)) BinaryPrimitives.WriteUInt32LittleEndian(changed[(int)at..], crc);
    }

    private static bool Is(ReadOnlySpan<byte> bytes, long at, uint value) =>
        at + 4 <= bytes.Length && BinaryPrimitives.ReadUInt32LittleEndian(bytes[(int)at..]) == value;
}
