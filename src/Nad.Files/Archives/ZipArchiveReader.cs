using System.Runtime.InteropServices;

namespace Nad.Files.Archives;

/// <summary>
/// Entries of a zip archive in memory. Stored entries are windows on it, so they cost nothing; what deflated ones unpack to is bounded.
/// </summary>
public sealed class ZipArchiveReader
{
    private readonly ReadOnlyMemory<byte> archive;
    private readonly Dictionary<string, ZipEntry> byName;
    private readonly ZipDirectory directory;
    private readonly long budget;
    private readonly bool checksumMayBeLeftOut;
    private long inflated;

    /// <summary>Reads the directory.</summary>
    /// <param name="archive">The whole archive.</param>
    /// <param name="budget">Most bytes that its deflated entries may unpack to, together.</param>
    /// <param name="checksumMayBeLeftOut">A checksum of 0 means that there is none: PyTorch can be told not to compute them.</param>
    /// <exception cref="NadException">As for <see cref="ZipDirectory.Read(ReadOnlyMemory{byte})"/>.</exception>
    public ZipArchiveReader(ReadOnlyMemory<byte> archive, long budget, bool checksumMayBeLeftOut)
    {
        this.archive = archive;
        this.budget = budget;
        this.checksumMayBeLeftOut = checksumMayBeLeftOut;
        directory = ZipDirectory.Read(archive);
        byName = directory.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
    }

    /// <summary>In the order of the directory.</summary>
    public IReadOnlyList<ZipEntry> Entries => directory.Entries;

    /// <summary>The entry of exactly this name, or null.</summary>
    public ZipEntry? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Content of one entry, its checksum verified unless it is only to be looked at.</summary>
    /// <exception cref="DamagedFileException">It does not unpack to what the directory says.</exception>
    /// <exception cref="RefusedFileException">The budget is used up.</exception>
    public ReadOnlyMemory<byte> Content(ZipEntry entry, bool verify = true)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ReadOnlyMemory<byte> stored = archive.Slice((int)directory.DataOffset(entry), (int)entry.Stored);
        ReadOnlyMemory<byte> content = entry.Deflated ? Inflate(entry, stored) : stored;
        bool known = entry.Crc != 0 || !checksumMayBeLeftOut;
        return !verify || !known || Crc32.Of(content.Span) == entry.Crc
            ? content
            : throw new DamagedFileException($"Damaged: the checksum of {Printable.Of(entry.Name)} is wrong. Get the file again.");
    }

    private byte[] Inflate(ZipEntry entry, ReadOnlyMemory<byte> stored)
    {
        inflated += entry.Length;
        if (inflated > budget)
        {
            throw new RefusedFileException(
                $"Refused: the archive of {archive.Length} bytes would unpack to more than {budget}. Store it without compression.");
        }

        byte[] content = new byte[entry.Length];
        ZipInflater.Inflate(
            MemoryMarshal.TryGetArray(stored, out ArraySegment<byte> packed) ? packed : stored.ToArray(),
            content,
            Printable.Of(entry.Name));
        return content;
    }
}
