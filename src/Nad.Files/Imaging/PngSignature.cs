using System.Buffers.Binary;

namespace Nad.Files.Imaging;

/// <summary>A PNG that says in a text chunk by which program it was made, so that the program knows its own pictures again.</summary>
/// <remarks>W3C Portable Network Graphics, section 11.3.3: keyword "Software".</remarks>
public static class PngSignature
{
    // Signature, length, type, 13 bytes, checksum.
    private const int AfterHeader = 8 + 4 + 4 + 13 + 4;

    /// <summary>The same picture with the chunk behind its header.</summary>
    /// <param name="png">As <see cref="PngEncoder"/> makes it.</param>
    public static byte[] Signed(ReadOnlySpan<byte> png) => [.. png[..AfterHeader], .. Chunk(), .. png[AfterHeader..]];

    /// <summary>Whether a file begins as a picture of this program.</summary>
    public static bool IsSigned(ReadOnlySpan<byte> start) => start.Length > AfterHeader && start[AfterHeader..].StartsWith(Chunk());

    /// <summary>Bytes that <see cref="IsSigned"/> needs.</summary>
    public static int Length => AfterHeader + Chunk().Length + 1;

    private static byte[] Chunk()
    {
        ReadOnlySpan<byte> content = "tEXtSoftware\0NAD for .NET"u8;
        byte[] chunk = new byte[4 + content.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length - 4);
        content.CopyTo(chunk.AsSpan(4));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + content.Length), Crc32.Of(content));
        return chunk;
    }
}
