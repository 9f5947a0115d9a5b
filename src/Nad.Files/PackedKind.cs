namespace Nad.Files;

/// <summary>Tells what a file is that was named although a folder or a zip archive is needed, and what to do with it.</summary>
public static class PackedKind
{
    /// <summary>Bytes of the beginning that are looked at.</summary>
    public const int Beginning = 264;

    private static readonly (byte[] Magic, int At, string Kind, string? Unpack)[] Known =
    [
        ([0x1f, 0x8b], 0, "a gzip archive", "tar -xzf"),
        ([.. "BZh"u8], 0, "a bzip2 archive", "tar -xjf"),
        ([0xfd, .. "7zXZ"u8], 0, "an xz archive", "tar -xJf"),
        ([0x28, 0xb5, 0x2f, 0xfd], 0, "a zstd archive", "tar --zstd -xf"),
        ([0x5d, 0, 0], 0, "an lzma archive", "tar --lzma -xf"),
        ([(byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c], 0, "a 7z archive", "7z x"),
        ([.. "Rar!"u8], 0, "a rar archive", "unrar x"),
        ([.. "ustar"u8], 257, "a tar archive", "tar -xf"),
        ([.. "MSCF"u8], 0, "a cabinet archive", "cabextract"),
        ([0x89, .. "HDF\r\n"u8], 0, "an HDF5 file", null),
        ([0x93, .. "NUMPY"u8], 0, "a numpy array", null),
        ([.. "PAR1"u8], 0, "a Parquet file", null),
        ([.. "SQLite format 3"u8], 0, "an SQLite database", null),
        ([0x89, .. "PNG"u8], 0, "a picture", null),
        ([0xff, 0xd8, 0xff], 0, "a picture", null),
        ([.. "GIF8"u8], 0, "a picture", null),
        ([.. "BM"u8], 0, "a picture", null),
        ([.. "<!DOCTYPE"u8], 0, "a web page that was saved under that name", null),
        ([.. "<html"u8], 0, "a web page that was saved under that name", null),
        ([.. "version https://git-lfs"u8], 0, "a Git LFS pointer (git lfs pull fetches the file itself)", null),
    ];

    /// <summary>
    /// Such as <c>a gzip archive</c>, and the command that unpacks it (null where none does); null for what is not known, a zip archive
    /// among it.
    /// </summary>
    /// <param name="beginning">The first bytes of the file, <see cref="Beginning"/> of them where it has that many.</param>
    public static (string Kind, string? Unpack)? Of(ReadOnlySpan<byte> beginning)
    {
        foreach ((byte[] magic, int at, string kind, string? unpack) in Known)
        {
            if (beginning.Length >= at + magic.Length && beginning[at..].StartsWith(magic)) return (kind, unpack);
        }

        return null;
    }
}
