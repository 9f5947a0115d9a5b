using System.Collections;
using System.Runtime.InteropServices;
using Nad.Files.Checkpoints.Finding;

namespace Nad.Files.Checkpoints.Writing;

/// <summary>
/// A checkpoint as the form for another one: the same file, byte for byte, but for the weights. Container, nesting, names, element types and every
/// other entry stay, because only the bytes of the tensors' storages are replaced.
/// </summary>
public sealed class CheckpointTemplate
{
    private readonly CheckpointFile file;
    private readonly FoundState found;
    private readonly Func<PickleStorage, ReadOnlyMemory<byte>> content;
    private readonly TensorReader reader;

    internal CheckpointTemplate(CheckpointFile file, FoundState found, Func<PickleStorage, ReadOnlyMemory<byte>> content)
    {
        (this.file, this.found, this.content) = (file, found, content);
        reader = new TensorReader(content, MemoryBudget.For(file.Length));
    }

    /// <summary>What it is written as.</summary>
    public CheckpointFormat Format => file.Format;

    /// <summary>The texts beside the tensors of a safetensors file.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; internal init; } = new Dictionary<string, string>();

    /// <summary>Finds out before any work is done whether weights can be put back into the file.</summary>
    /// <exception cref="UnsupportedInputException">Two weights are one piece of memory in the file, or a weight is of a type that cannot be trained.</exception>
    public void Check()
    {
        foreach (PlacedTensor tensor in found.Fit.Weights)
        {
            if (IsCounter(tensor) || TensorConversion.IsFloating(TypeOf(tensor))) continue;
            string type = TypeOf(tensor).ToString().ToLowerInvariant();
            throw new UnsupportedInputException(
                $"{Printable.Of(tensor.Name)} is of type {type}, which cannot be trained. Name the network before it was quantised.");
        }

        IEnumerable<PlacedTensor> pickled = found.Fit.Weights.Where(t => t.Source is PickleTensor && !IsCounter(t));
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
                            $"{Printable.Of(tensor.Name)} shares memory with another weight of the file (tied weights), and this network trains them apart. "
                            + "Ask for a file in which each has its own.");
                    }

                    taken[first] = taken[first + size - 1] = true;
                }
            }
        }
    }

    /// <summary>The tensors in the element types of the file; those that it lacks are left out.</summary>
    /// <param name="tensors">Named as <see cref="Checkpoint.Tensors"/>.</param>
    public IReadOnlyList<NamedTensor> Rounded(IReadOnlyList<NamedTensor> tensors)
    {
        Dictionary<string, PlacedTensor> mine = Weights();
        return [.. tensors.Where(t => mine.ContainsKey(t.Name)).Select(t => t with { Data = TensorConversion.To(t.Data, TypeOf(mine[t.Name])) })];
    }

    /// <summary>The whole state dict of the file under its own names, with these weights in place of its own.</summary>
    /// <param name="tensors">Named as <see cref="Checkpoint.Tensors"/>.</param>
    public IReadOnlyList<NamedTensor> Complete(IReadOnlyList<NamedTensor> tensors)
    {
        Dictionary<object, TensorData> given = new(ReferenceEqualityComparer.Instance);
        Dictionary<string, PlacedTensor> mine = Weights();
        foreach (NamedTensor tensor in Rounded(tensors)) given[mine[tensor.Name].Source] = tensor.Data;
        return [.. found.Fit.Place.Tensors.Select(t => new NamedTensor(t.Name, Now(t)))];

        TensorData Now(PlacedTensor tensor) => given.TryGetValue(tensor.Source, out TensorData? data) ? data with { Shape = tensor.Shape } : Read(tensor);
    }

    /// <summary>Writes the file with other weights, atomically.</summary>
    /// <param name="path">Target; replaced if it exists.</param>
    /// <param name="tensors">Named as <see cref="Checkpoint.Tensors"/>; of the same sizes. What the file lacks is left out, what is not given stays.</param>
    /// <exception cref="UnsupportedInputException">Two of them share memory in the file and are not equal.</exception>
    /// <exception cref="NadException">The file cannot be written.</exception>
    public void Write(string path, IReadOnlyList<NamedTensor> tensors) => AtomicFile.Write(path, To(tensors));

    /// <summary>What writes such a file into a stream; arguments and errors as above, which come before anything is written.</summary>
    public Action<Stream> To(IReadOnlyList<NamedTensor> tensors)
    {
        byte[] written = Bytes(tensors);
        return stream => stream.Write(written);
    }

    private byte[] Bytes(IReadOnlyList<NamedTensor> tensors)
    {
        byte[] whole = file.Bytes.ToArray();
        Dictionary<string, PlacedTensor> mine = Weights();
        IReadOnlyList<NamedTensor> rounded = Rounded(tensors);
        if (file.Format == CheckpointFormat.SafeTensors)
        {
            int start = 8 + (int)BitConverter.ToInt64(whole);
            foreach (NamedTensor tensor in rounded) tensor.Data.Bytes.CopyTo(whole, start + (int)((SafeTensorsEntry)mine[tensor.Name].Source).Begin);
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

    private static DType TypeOf(PlacedTensor tensor) => tensor.Source is PickleTensor pickled ? pickled.Type : ((SafeTensorsEntry)tensor.Source).Type;

    private Dictionary<string, PlacedTensor> Weights() => found.Fit.Weights.ToDictionary(t => t.Name, StringComparer.Ordinal);

    private TensorData Read(PlacedTensor tensor)
    {
        if (tensor.Source is PickleTensor pickled) return reader.Read(tensor.Name, pickled);
        SafeTensorsEntry entry = (SafeTensorsEntry)tensor.Source;
        int start = 8 + (int)BitConverter.ToInt64(file.Bytes.Span);
        return new TensorData(entry.Type, entry.Shape, file.Bytes[(start + (int)entry.Begin)..(start + (int)entry.End)].ToArray());
    }
}
