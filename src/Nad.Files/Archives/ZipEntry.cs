namespace Nad.Files.Archives;

/// <summary>One file or folder of a zip archive, as the central directory gives it; every number is checked against the archive.</summary>
public sealed record ZipEntry
{
    internal ZipEntry(string name, byte[] rawName) => (Name, RawName) = (name, rawName);

    /// <summary>
    /// Full name with forward slashes; a folder ends in one. Untrusted text, but it leads nowhere outside of the archive.
    /// </summary>
    public string Name { get; }

    /// <summary>Packed by deflate; false: stored as it is.</summary>
    public bool Deflated { get; internal init; }

    /// <summary>CRC-32 of the content; 0 also where the writer left it out.</summary>
    public uint Crc { get; internal init; }

    /// <summary>Bytes in the archive.</summary>
    public long Stored { get; internal init; }

    /// <summary>
    /// Bytes of the content. Deflate could pack that many into <see cref="Stored"/>; that it did shows when it is unpacked.
    /// </summary>
    public long Length { get; internal init; }

    /// <summary>Offset of the local header.</summary>
    internal long Start { get; init; }

    /// <summary>Offset of its record in the directory.</summary>
    internal long Central { get; set; }

    /// <summary>Where the next entry, or the directory, begins.</summary>
    internal long Limit { get; set; }

    internal byte[] RawName { get; }
}
