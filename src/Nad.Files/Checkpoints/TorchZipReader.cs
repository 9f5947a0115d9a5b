using Nad.Files.Archives;

namespace Nad.Files.Checkpoints;

/// <summary>
/// The archive of <c>torch.save</c> from 1.6 on: <c>NAME/data.pkl</c>, <c>NAME/data/KEY</c> per storage, perhaps <c>NAME/byteorder</c>.
/// </summary>
internal sealed class TorchZipReader
{
    private readonly ZipArchiveReader archive;
    private readonly string prefix;

    // A storage that many tensors share is verified once.
    private readonly Dictionary<string, StoredBytes> verified = new(StringComparer.Ordinal);

    private TorchZipReader(ZipArchiveReader archive, ZipEntry pickle, bool listing)
    {
        this.archive = archive;
        prefix = pickle.Name[..^"data.pkl".Length];
        Pickle = archive.Content(pickle, verify: !listing);
        if (!listing && archive.Find(prefix + "byteorder") is ZipEntry order && !archive.Content(order).Span.SequenceEqual("little"u8))
        {
            throw new UnsupportedInputException(
                "The file was written on a big-endian machine, which is not supported. Save it again on another.");
        }
    }

    /// <summary>The pickle stream.</summary>
    public ReadOnlyMemory<byte> Pickle { get; }

    /// <summary>
    /// Finds the pickle. PyTorch ignores checksums, so a <paramref name="listing"/> does too: it must see what PyTorch would run.
    /// </summary>
    public static TorchZipReader Open(ReadOnlyMemory<byte> file, bool listing = false)
    {
        // torch.save never deflates; tools that repack do, and weights shrink by a tenth, not to a sixteenth.
        ZipArchiveReader archive = new(file, MemoryBudget.For(file.Length), checksumMayBeLeftOut: true);
        List<ZipEntry> pickles =
            [.. archive.Entries.Where(e => e.Name == "data.pkl" || e.Name.EndsWith("/data.pkl", StringComparison.Ordinal))];
        return pickles.Count switch
        {
            1 => new TorchZipReader(archive, pickles[0], listing),
            0 => throw new UnsupportedInputException("A PyTorch archive holds a data.pkl; this one does not."),
            _ => throw new RefusedFileException(
                "Refused: the archive holds more than one data.pkl, so different readers would see different files."),
        };
    }

    /// <summary>The archive with the content of some storages replaced.</summary>
    /// <param name="original">As it was read.</param>
    /// <param name="changed">A copy in which the content of stored storages is replaced already; its checksums are put right here.</param>
    /// <param name="storages">By key: windows on <paramref name="changed"/>, or, for deflated storages, their content.</param>
    /// <returns><paramref name="changed"/>, or an archive of stored entries in the same order where storages were deflated.</returns>
    public static byte[] Replaced(ReadOnlyMemory<byte> original, byte[] changed, IReadOnlyDictionary<string, ArraySegment<byte>> storages)
    {
        ZipArchiveReader archive = new(original, MemoryBudget.For(original.Length), checksumMayBeLeftOut: true);
        string prefix = archive.Entries
            .Single(e => e.Name == "data.pkl" || e.Name.EndsWith("/data.pkl", StringComparison.Ordinal)).Name[..^"data.pkl".Length];
        Dictionary<string, ArraySegment<byte>> contents =
            storages.ToDictionary(s => $"{prefix}data/{s.Key}", s => s.Value, StringComparer.Ordinal);
        if (contents.Values.All(c => ReferenceEquals(c.Array, changed)))
        {
            foreach (string name in contents.Keys) ZipChecksum.Mend(original.Span, changed, archive.Find(name)!, contents[name]);
            return changed;
        }

        using MemoryStream packed = new(changed.Length);
        StoredZipWriter zip = new(packed, TorchFile.Alignment);
        foreach (ZipEntry entry in archive.Entries)
        {
            zip.Add(
                entry.Name,
                contents.TryGetValue(entry.Name, out ArraySegment<byte> content) ? content.ToArray() : archive.Content(entry).ToArray());
        }

        zip.Finish();
        return packed.ToArray();
    }

    public ReadOnlyMemory<byte> Content(PickleStorage storage)
    {
        if (verified.TryGetValue(storage.Key, out StoredBytes? known)) return known.Memory;
        string name = Printable.Of(storage.Key);
        ZipEntry entry = archive.Find(prefix + "data/" + storage.Key)
            ?? throw new DamagedFileException($"Damaged: storage {name} is not in the archive. Get the file again.");
        if (entry.Length != storage.ByteCount)
            throw new DamagedFileException($"Damaged: storage {name} has {entry.Length} bytes, but {storage.ByteCount} were announced.");
        ReadOnlyMemory<byte> content = archive.Content(entry);
        verified.Add(storage.Key, new StoredBytes(content));
        return content;
    }
}
