using System.Globalization;
using System.Numerics;
using Nad.Files.Checkpoints.Finding;
using Nad.Files.Checkpoints.Writing;

namespace Nad.Files.Checkpoints;

/// <summary>From pickled files of the three kinds to a <see cref="Checkpoint"/>.</summary>
internal static class PickledCheckpoint
{
    // More names than this are no list for a reader; the list must not become the attack.
    private const int MostLeftOut = 10_000;

    public static Checkpoint Read(CheckpointFile file, string? entry, NetworkName? known)
    {
        // The whole list first: one bad name anywhere refuses the file before any of it is interpreted, and the error can name them all.
        List<string> refused = [.. file.Globals.Where(g => !g.Allowed).Select(g => g.FullName)];
        if (refused.Count > 0) throw PickleGlobalLog.Refusal(refused);

        (object? root, Func<PickleStorage, ReadOnlyMemory<byte>> content) = Interpret(file);
        FoundState found = new StateDictFinder(file.Length, entry, known).Find(root);

        TensorReader reader = new(content, MemoryBudget.For(file.Length));
        List<NamedTensor> tensors = [];
        foreach (PlacedTensor tensor in found.Fit.Weights)
        {
            TensorData data = reader.Read(tensor.Name, (PickleTensor)tensor.Source);
            tensors.Add(new NamedTensor(tensor.Name, data with { Shape = NetworkSearch.Counted(tensor.Name, data.Shape) }));
        }

        Notes notes = new(reader);
        foreach (string name in found.NotTaken().Take(MostLeftOut)) notes.LeftOut.Add(name);
        if (found.Fit.Place.Value is PickleDict state)
        {
            foreach (KeyValuePair<object?, object?> item in state.Entries)
            {
                if (item is not { Key: string, Value: PickleTensor }) notes.Add(item);
            }
        }

        // Beside a nested state dict the script's own notes lie at the top.
        if (root is PickleDict top && !ReferenceEquals(top, found.Fit.Place.Value))
        {
            foreach (KeyValuePair<object?, object?> item in top.Entries)
            {
                if (!ReferenceEquals(item.Value, found.Fit.Place.Value)) notes.Add(item);
            }
        }

        return new Checkpoint(file, found, tensors, Normalising.Of(found.Fit.Extras, t => reader.Read(t.Name, (PickleTensor)t.Source)))
        {
            Globals = file.Globals,
            Metadata = notes.Metadata,
            LeftOut = notes.LeftOut,
            Template = new StoredTemplate(file, found, content),
        };
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

    /// <summary>Single values beside the weights, and the names of everything else.</summary>
    private sealed class Notes(TensorReader reader)
    {
        public OrderedDictionary<string, object?> Metadata { get; } = [];

        public List<string> LeftOut { get; } = [];

        public void Add(KeyValuePair<object?, object?> entry)
        {
            if (entry.Key is not string key)
            {
                if (LeftOut.Count < MostLeftOut) LeftOut.Add(StateDictFinder.Describe(entry.Key));
            }
            else if (entry.Value is null or string or long or double or bool) Metadata[key] = entry.Value;
            else if (entry.Value is BigInteger big) Metadata[key] = big.ToString(CultureInfo.InvariantCulture);
            else if (entry.Value is PickleTensor { Shape: [] or [1] } scalar) Metadata[key] = Number(reader.Read(key, scalar));
            else if (LeftOut.Count < MostLeftOut) LeftOut.Add(key);
        }

        // A loss or an accuracy that was saved as a tensor.
        private static object Number(TensorData tensor) => TensorConversion.IsFloating(tensor.Type)
            ? TensorConversion.Doubles(tensor)[0]
            : BitConverter.ToInt64(TensorConversion.To(tensor, DType.Int64).Bytes);
    }
}
