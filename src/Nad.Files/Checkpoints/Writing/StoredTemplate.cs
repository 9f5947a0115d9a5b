using System.Collections;
using System.Runtime.InteropServices;
using Nad.Files.Checkpoints.Finding;
using Nad.Files.Graphs;

namespace Nad.Files.Checkpoints.Writing;

/// <summary>The template of a pickle or of safetensors: only the bytes of the tensors' storages are replaced.</summary>
internal sealed class StoredTemplate : CheckpointTemplate
{
    private readonly CheckpointFile file;
    private readonly FoundState found;
    private readonly Func<PickleStorage, ReadOnlyMemory<byte>> content;
    private readonly TensorReader reader;

    internal StoredTemplate(CheckpointFile file, FoundState found, Func<PickleStorage, ReadOnlyMemory<byte>> content)
    {
        (this.file, this.found, this.content) = (file, found, content);
        reader = new TensorReader(content, MemoryBudget.For(file.Length));
    }

    /// <inheritdoc/>
    public override CheckpointFormat Format => file.Format;

    /// <inheritdoc/>
    public override void Check()
    {
        foreach (PlacedTensor tensor in found.Fit.Weights)
        {
            if (IsPlaces(tensor)) CheckPlaces(tensor);
            if (IsCounter(tensor) || IsPlaces(tensor) || TensorConversion.IsFloating(TypeOf(tensor))) continue;
            string type = TypeOf(tensor).ToString().ToLowerInvariant();
            throw new UnsupportedInputException(
                $"{Printable.Of(tensor.Name)} is of type {type}, which cannot be trained. Name the network before it was quantised.");
        }

        IEnumerable<PlacedTensor> pickled = found.Fit.Weights.Where(t => t.Source is PickleTensor && !IsCounter(t) && !IsPlaces(t));
        foreach (IGrouping<string, PlacedTensor> storage in pickled.GroupBy(t => ((PickleTensor)t.Source).Storage.Key))
        {
            BitArray? taken = null;
            bool alone = storage.Count() == 1;
            foreach (PlacedTensor tensor in storage)
            {
                PickleTensor view = (PickleTensor)tensor.Source;
                if (alone && StridedView.IsContiguous(view)) continue;
                taken ??= new BitArray((int)view.Storage.ByteCount);
                int size = view.Type.SizeInBytes();
                long start = (view.Storage.ViewOffset * view.Storage.Type.SizeInBytes()) + (view.Offset * size);
                foreach (long at in StridedView.Offsets(view))
                {
                    int first = (int)(start + (at * size));
                    if (taken[first] || taken[first + size - 1])
                    {
                        throw new UnsupportedInputException(
                            $"{Printable.Of(tensor.Name)} shares memory with another weight of the file (tied weights), and this "
                            + "network trains them apart. "
                            + "Ask for a file in which each has its own.");
                    }

                    taken[first] = taken[first + size - 1] = true;
                }
            }
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> Rounded(IReadOnlyList<NamedTensor> tensors)
    {
        Dictionary<string, PlacedTensor> mine = Weights();
        return
        [
            .. tensors.Where(t => mine.ContainsKey(t.Name)).Select(t => t with { Data = TensorConversion.To(t.Data, TypeOf(mine[t.Name])) })
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> Complete(IReadOnlyList<NamedTensor> tensors)
    {
        Dictionary<object, TensorData> given = new(ReferenceEqualityComparer.Instance);
        Dictionary<string, PlacedTensor> mine = Weights();
        foreach (NamedTensor tensor in Rounded(tensors)) given[mine[tensor.Name].Source] = tensor.Data;
        return [.. found.Fit.Place.Tensors.Select(t => new NamedTensor(t.Name, Now(t)))];

        TensorData Now(PlacedTensor tensor) =>
            given.TryGetValue(tensor.Source, out TensorData? data) ? data with { Shape = tensor.Shape } : Read(tensor);
    }

    private protected override byte[] Bytes(IReadOnlyList<NamedTensor> tensors)
    {
        byte[] whole = file.Bytes.ToArray();
        Dictionary<string, PlacedTensor> mine = Weights();
        IReadOnlyList<NamedTensor> rounded = Rounded(tensors);
        if (file.Format == CheckpointFormat.SafeTensors)
        {
            int start = 8 + (int)BitConverter.ToInt64(whole);
            foreach (NamedTensor tensor in rounded)
                tensor.Data.Bytes.CopyTo(whole, start + (int)((SafeTensorsEntry)mine[tensor.Name].Source).Begin);
            return whole;
        }

        Dictionary<string, ArraySegment<byte>> storages = new(StringComparer.Ordinal);
        foreach (NamedTensor tensor in rounded) StridedView.Scatter(tensor.Data, View(tensor), Storage(View(tensor)));
        foreach (NamedTensor tensor in rounded)
        {
            if (StridedView.Holds(tensor.Data, View(tensor), Storage(View(tensor)))) continue;
            throw new UnsupportedInputException(
                $"{Printable.Of(tensor.Name)} shares memory with another tensor of the file, and the two are not equal any more.");
        }

        return file.Format == CheckpointFormat.TorchZip ? TorchZipReader.Replaced(file.Bytes, whole, storages) : whole;

        PickleTensor View(NamedTensor tensor) => (PickleTensor)mine[tensor.Name].Source;

        // A stored storage is a window on the file itself; a deflated one is a piece of its own.
        ArraySegment<byte> Storage(PickleTensor view)
        {
            string key = view.Storage.Key;
            if (storages.TryGetValue(key, out ArraySegment<byte> bytes)) return bytes;
            ReadOnlyMemory<byte> original = content(view.Storage);
            bool window = MemoryMarshal.TryGetArray(original, out ArraySegment<byte> place)
                && MemoryMarshal.TryGetArray(file.Bytes, out ArraySegment<byte> all) && ReferenceEquals(place.Array, all.Array);
            bytes = window ? new ArraySegment<byte>(whole, place.Offset, place.Count) : new ArraySegment<byte>(original.ToArray());
            storages.Add(key, bytes);
            return bytes;
        }
    }

    private static bool IsCounter(PlacedTensor tensor) => tensor.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal);

    private static bool IsPlaces(PlacedTensor tensor) => tensor.Name.EndsWith("relative_position_index", StringComparison.Ordinal);

    // The places of a square window follow from its side, and by that they are computed.
    private void CheckPlaces(PlacedTensor tensor)
    {
        TensorData found = TensorConversion.To(Read(tensor), DType.Int64);
        int side = (int)Math.Round(Math.Sqrt(Math.Sqrt(found.Bytes.Length / 8.0)));
        if (side <= RelativePlaces.LargestSide && found.Bytes.AsSpan().SequenceEqual(RelativePlaces.Of(Op.Extent.Of(side)).Bytes)) return;
        throw new UnsupportedInputException(
            $"{Printable.Of(tensor.Name)} is not the table of places of a square window, and another would be another network.");
    }

    private static DType TypeOf(PlacedTensor tensor) =>
        tensor.Source is PickleTensor pickled ? pickled.Type : ((SafeTensorsEntry)tensor.Source).Type;

    private Dictionary<string, PlacedTensor> Weights() => found.Fit.Weights.ToDictionary(t => t.Name, StringComparer.Ordinal);

    private TensorData Read(PlacedTensor tensor)
    {
        if (tensor.Source is PickleTensor pickled) return reader.Read(tensor.Name, pickled);
        SafeTensorsEntry entry = (SafeTensorsEntry)tensor.Source;
        int start = 8 + (int)BitConverter.ToInt64(file.Bytes.Span);
        return new TensorData(entry.Type, entry.Shape, file.Bytes[(start + (int)entry.Begin)..(start + (int)entry.End)].ToArray());
    }
}
