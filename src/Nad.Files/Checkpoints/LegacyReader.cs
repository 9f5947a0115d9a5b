using System.Numerics;

namespace Nad.Files.Checkpoints;

/// <summary>
/// The stream of <c>torch.save</c> before 1.6: magic, protocol, system facts, object and storage keys as five pickles, then the storages.
/// </summary>
/// <remarks>Layout: torch/serialization.py, _legacy_save. Each storage is an int64 element count and its elements, little-endian.</remarks>
internal sealed class LegacyReader
{
    /// <summary>Pickles before the storages.</summary>
    public const int Pickles = 5;

    private const int Protocol = 1001;
    private static readonly BigInteger Magic = new([0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]); // 0x1950a86a20f9469cfc6c

    private readonly Dictionary<string, StoredBytes> storages = new(StringComparer.Ordinal);

    public LegacyReader(ReadOnlyMemory<byte> file, PickleGlobalLog globals)
    {
        PickleReader reader = new(file);
        if (Next(out _) is not BigInteger magic || magic != Magic)
            throw new DamagedFileException("Damaged: the stream does not begin with torch's magic number.");
        if (Next(out _) is not long protocol) throw new DamagedFileException("Damaged: the stream has no protocol number.");
        if (protocol != Protocol)
            throw new UnsupportedInputException(
                $"Legacy protocol {protocol} is not known; {Protocol} is. Save the file again with a current PyTorch.");
        if (Next(out _) is PickleDict facts && facts.TryGet("little_endian", out object? little) && little is false)
        {
            throw new UnsupportedInputException(
                "The file was written on a big-endian machine, which is not supported. Save it again on another.");
        }

        Root = Next(out IReadOnlyDictionary<string, PickleStorage> wanted);
        if (Next(out _) is not PickleList keys) throw new DamagedFileException("Damaged: the stream has no list of storages.");
        foreach (object? item in keys.Items)
        {
            if (item is not string key || !wanted.TryGetValue(key, out PickleStorage? storage))
                throw new DamagedFileException("Damaged: the list of storages names one that no tensor uses.");
            if (!storages.TryAdd(key, ReadStorage(file, reader, storage)))
                throw new DamagedFileException("Damaged: the list of storages names one twice.");
        }

        if (reader.Remaining > 0) throw new DamagedFileException($"Damaged: {reader.Remaining} bytes follow the last storage.");

        object? Next(out IReadOnlyDictionary<string, PickleStorage> storages)
        {
            PickleMachine machine = new(reader, globals, listing: false);
            storages = machine.Storages;
            return machine.Run();
        }
    }

    /// <summary>What was saved.</summary>
    public object? Root { get; }

    public ReadOnlyMemory<byte> Content(PickleStorage storage) => storages.TryGetValue(storage.Key, out StoredBytes? bytes)
        ? bytes.Memory
        : throw new DamagedFileException($"Damaged: storage {Printable.Of(storage.Key)} is not in the file. Get the file again.");

    private static StoredBytes ReadStorage(ReadOnlyMemory<byte> file, PickleReader reader, PickleStorage storage)
    {
        long count = reader.Int64();
        if (count != storage.Count)
            throw new DamagedFileException(
                $"Damaged: storage {Printable.Of(storage.Key)} has {count} elements, but {storage.Count} were announced.");
        if (storage.ByteCount > reader.Remaining)
        {
            throw new DamagedFileException(
                $"Truncated: storage {Printable.Of(storage.Key)} needs {storage.ByteCount} bytes, but {reader.Remaining} are "
                + "left. Get the file again.");
        }

        int start = reader.Position;
        return new StoredBytes(file.Slice(start, reader.Take(storage.ByteCount).Length));
    }
}
