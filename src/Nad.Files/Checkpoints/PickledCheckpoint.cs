using System.Globalization;
using System.Numerics;

namespace Nad.Files.Checkpoints;

/// <summary>From pickled files of the three kinds to a <see cref="Checkpoint"/>.</summary>
internal static class PickledCheckpoint
{
    // More names than this are no list for a reader; the list must not become the attack.
    private const int MostLeftOut = 10_000;

    public static Checkpoint Read(CheckpointFile file)
    {
        // The whole list first: one bad name anywhere refuses the file before any of it is interpreted, and the error can name them all.
        List<string> refused = [.. file.Globals.Where(g => !g.Allowed).Select(g => g.FullName)];
        if (refused.Count > 0) throw PickleGlobalLog.Refusal(refused);

        (object? root, Func<PickleStorage, ReadOnlyMemory<byte>> content) = Interpret(file);
        (string key, PickleDict state) = StateDictFinder.Find(root);

        TensorReader reader = new(content, MemoryBudget.For(file.Length));
        List<NamedTensor> tensors = [];
        OrderedDictionary<string, object?> metadata = [];
        List<string> leftOut = [];
        foreach (KeyValuePair<object?, object?> entry in state.Entries)
        {
            if (entry is { Key: string name, Value: PickleTensor tensor }) tensors.Add(new NamedTensor(name, reader.Read(name, tensor)));
            else Note(entry, metadata, leftOut);
        }

        // Beside a nested state dict the script's own notes lie at the top.
        if (root is PickleDict top && !ReferenceEquals(top, state))
        {
            foreach (KeyValuePair<object?, object?> entry in top.Entries)
            {
                if (!ReferenceEquals(entry.Value, state)) Note(entry, metadata, leftOut);
            }
        }

        return new Checkpoint(file, tensors) { Globals = file.Globals, Metadata = metadata, StateDictKey = key, LeftOut = leftOut };
    }

    private static (object? Root, Func<PickleStorage, ReadOnlyMemory<byte>> Content) Interpret(CheckpointFile file)
    {
        PickleGlobalLog log = new();
        switch (file.Format)
        {
            case CheckpointFormat.TorchLegacy:
                LegacyReader legacy = new(file.Bytes, log);
                return (legacy.Root, legacy.Content);
            case CheckpointFormat.TorchZip:
                TorchZipReader zip = TorchZipReader.Open(file.Bytes);
                return (new PickleMachine(new PickleReader(zip.Pickle), log, listing: false).Run(), zip.Content);
            default:
                object? root = new PickleMachine(new PickleReader(file.Bytes), log, listing: false).Run();
                return (root, s => throw new DamagedFileException($"Damaged: storage {Printable.Of(s.Key)} is not in the file."));
        }
    }

    private static void Note(KeyValuePair<object?, object?> entry, OrderedDictionary<string, object?> metadata, List<string> leftOut)
    {
        if (entry.Key is not string key)
        {
            if (leftOut.Count < MostLeftOut) leftOut.Add(StateDictFinder.Describe(entry.Key));
        }
        else if (entry.Value is null or string or long or double or bool)
        {
            metadata[key] = entry.Value;
        }
        else if (entry.Value is BigInteger big)
        {
            metadata[key] = big.ToString(CultureInfo.InvariantCulture);
        }
        else if (leftOut.Count < MostLeftOut)
        {
            leftOut.Add(key);
        }
    }
}
