using System.IO.Compression;

namespace Nad.Files.Archives;

/// <summary>Unpacks one deflated entry into memory of exactly the size that it declares.</summary>
public static class ZipInflater
{
    /// <summary>Unpacks an entry.</summary>
    /// <param name="packed">The bytes of the archive for this entry.</param>
    /// <param name="content">Room for the content, as long as the directory says that it is.</param>
    /// <param name="name">What to call the entry in messages; fit to print.</param>
    /// <exception cref="DamagedFileException">
    /// It unpacks to less or more, or not at all. No more than one byte too many is ever unpacked.
    /// </exception>
    public static void Inflate(ArraySegment<byte> packed, Span<byte> content, string name)
    {
        try
        {
            using MemoryStream source = new(packed.Array!, packed.Offset, packed.Count, writable: false);
            using DeflateStream deflate = new(source, CompressionMode.Decompress);
            deflate.ReadExactly(content);
            if (deflate.ReadByte() < 0) return;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new DamagedFileException($"Damaged: {name} does not unpack. Get the file again.", e);
        }

        throw new DamagedFileException($"Damaged: {name} unpacks to more than the {content.Length} bytes it declares.");
    }
}
