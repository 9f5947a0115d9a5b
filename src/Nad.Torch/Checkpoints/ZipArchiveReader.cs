using System.IO.Compression;

namespace Nad.Torch.Checkpoints;

/// <summary>Entries of a zip archive in memory. Stored entries are windows on it, so they cost nothing; deflated ones are bounded.</summary>
internal sealed class ZipArchiveReader
{
    private readonly ReadOnlyMemory<byte> archive;
    private readonly Dictionary<string, ZipEntry> byName;
    private long inflated;

    public ZipArchiveReader(ReadOnlyMemory<byte> archive)
    {
        this.archive = archive;
        Entries = ZipDirectory.Read(archive.Span);
        byName = Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<ZipEntry> Entries { get; }

    public ZipEntry? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Content of one entry, its checksum verified unless it is only to be looked at.</summary>
    public ReadOnlyMemory<byte> Content(ZipEntry entry, bool verify = true)
    {
        ReadOnlyMemory<byte> stored = archive.Slice(entry.Data, entry.Stored);
        ReadOnlyMemory<byte> content = entry.Deflated ? Inflate(entry, stored) : stored;

        // PyTorch can be told not to compute checksums and then writes 0.
        if (verify && entry.Crc != 0 && Crc32.Of(content.Span) != entry.Crc)
        {
            throw new DamagedFileException($"Damaged: the checksum of {Printable.Of(entry.Name)} is wrong. Get the file again.");
        }

        return content;
    }

    private byte[] Inflate(ZipEntry entry, ReadOnlyMemory<byte> stored)
    {
        // torch.save never deflates; tools that repack do, and weights shrink by a tenth, not to a sixteenth.
        inflated += entry.Length;
        if (inflated > MemoryBudget.For(archive.Length))
        {
            throw new RefusedFileException($"Refused: the archive of {archive.Length} bytes would unpack to more than {MemoryBudget.For(archive.Length)}. Store it without compression.");
        }

        byte[] content = new byte[entry.Length];
        try
        {
            using MemoryStream source = new(stored.ToArray(), writable: false);
            using DeflateStream deflate = new(source, CompressionMode.Decompress);
            deflate.ReadExactly(content);
            if (deflate.ReadByte() < 0) return content;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new DamagedFileException($"Damaged: {Printable.Of(entry.Name)} does not unpack. Get the file again.", e);
        }

        throw new DamagedFileException($"Damaged: {Printable.Of(entry.Name)} unpacks to more than the {entry.Length} bytes it declares.");
    }
}
