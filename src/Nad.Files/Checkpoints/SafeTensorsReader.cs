using System.Buffers.Binary;
using System.Text.Json;
using Nad.Files.Checkpoints.Finding;
using Nad.Files.Checkpoints.Writing;

namespace Nad.Files.Checkpoints;

/// <summary>safetensors: u64 header length, JSON header, bytes. Offsets must cover the bytes exactly once.</summary>
/// <remarks>Format: huggingface/safetensors README. Tensors come out in the order of their bytes.</remarks>
internal static class SafeTensorsReader
{
    // The limit of the reference implementation.
    private const long LongestHeader = 100_000_000;

    public static Checkpoint Read(CheckpointFile file, string? entry, NetworkName? known)
    {
        ReadOnlyMemory<byte> bytes = file.Bytes;
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        if (length > (ulong)bytes.Length - 8 || length > LongestHeader)
        {
            throw new DamagedFileException(
                $"Truncated or damaged: the header claims {length} bytes, but the file has {bytes.Length}. Get the file again.");
        }

        ReadOnlyMemory<byte> data = bytes[(8 + (int)length)..];
        (List<SafeTensorsEntry> entries, OrderedDictionary<string, object?> metadata) = ReadHeader(bytes.Slice(8, (int)length));

        // Stable, so that tensors without elements keep their place.
        List<PlacedTensor> placed = [];
        long end = 0;
        foreach (SafeTensorsEntry tensor in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            string name = Printable.Of(tensor.Name);
            if (tensor.Begin != end)
                throw new DamagedFileException(
                    $"Damaged: {name} starts at byte {tensor.Begin} where {end} was expected: tensors overlap or leave a gap.");
            if (tensor.End > data.Length || tensor.End < tensor.Begin)
                throw new DamagedFileException(
                    $"Truncated or damaged: {name} ends at byte {tensor.End}, but there are {data.Length}. Get the file again.");
            long size = TensorReader.ElementCount(tensor.Name, tensor.Shape) * tensor.Type.SizeInBytes();
            if (size != tensor.End - tensor.Begin)
                throw new DamagedFileException($"Damaged: {name} needs {size} bytes, but {tensor.End - tensor.Begin} are assigned to it.");
            placed.Add(new PlacedTensor(tensor.Name, tensor.Shape, tensor));
            end = tensor.End;
        }

        if (end != data.Length) throw new DamagedFileException($"Damaged: {data.Length - end} bytes belong to no tensor.");
        FoundState found = new StateDictFinder(file.Length, entry, known).Find(placed);
        List<NamedTensor> tensors =
            [.. found.Fit.Weights.Select(t => new NamedTensor(t.Name, Data(t) with { Shape = NetworkSearch.Counted(t.Name, t.Shape) }))];
        return new Checkpoint(file, found, tensors, Normalising.Of(found.Fit.Extras, Data))
        {
            Metadata = metadata,
            LeftOut = [.. found.NotTaken()],
            Template = new StoredTemplate(file, found, s => throw new InvalidOperationException("safetensors have no storages."))
            {
                Texts = metadata.ToDictionary(m => m.Key, m => m.Value as string ?? "", StringComparer.Ordinal),
            },
        };

        TensorData Data(PlacedTensor tensor)
        {
            SafeTensorsEntry place = (SafeTensorsEntry)tensor.Source;
            return new TensorData(place.Type, place.Shape, data[(int)place.Begin..(int)place.End].ToArray());
        }
    }

    private static (List<SafeTensorsEntry>, OrderedDictionary<string, object?>) ReadHeader(ReadOnlyMemory<byte> header)
    {
        List<SafeTensorsEntry> entries = [];
        OrderedDictionary<string, object?> metadata = [];
        try
        {
            // Three levels are all the format has: header, tensor, list of sizes.
            using JsonDocument document =
                JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 3, AllowDuplicateProperties = false });
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name != "__metadata__")
                {
                    entries.Add(ReadEntry(property));
                    continue;
                }

                foreach (JsonProperty text in property.Value.EnumerateObject()) metadata[text.Name] = text.Value.GetString();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new DamagedFileException("Damaged: the header is not the JSON that safetensors prescribes. Get the file again.", e);
        }

        return (entries, metadata);
    }

    private static SafeTensorsEntry ReadEntry(JsonProperty property)
    {
        string type = property.Value.GetProperty("dtype").GetString() ?? "null";
        DType element = SafeTensorsTypes.Parse(type)
            ?? throw new UnsupportedInputException(
                $"Tensor {Printable.Of(property.Name)} has the type {Printable.Of(type)}, which is not supported; convert it to F32.");
        long[] shape = Longs(property.Value.GetProperty("shape"));
        long[] offsets = Longs(property.Value.GetProperty("data_offsets"));
        if (offsets.Length != 2 || offsets[0] < 0) throw new FormatException();
        return new SafeTensorsEntry(property.Name, element, shape, offsets[0], offsets[1]);
    }

    private static long[] Longs(JsonElement array)
    {
        if (array.GetArrayLength() > 64) throw new FormatException();
        return [.. array.EnumerateArray().Select(e => e.GetInt64())];
    }
}
