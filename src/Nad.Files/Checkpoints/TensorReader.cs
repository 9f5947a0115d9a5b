namespace Nad.Files.Checkpoints;

/// <summary>Copies strided windows on storages into contiguous tensors, within bounds and within a memory budget.</summary>
internal sealed class TensorReader(Func<PickleStorage, ReadOnlyMemory<byte>> content, long budget)
{
    private long taken;

    public TensorData Read(string name, PickleTensor tensor)
    {
        int size = tensor.Type.SizeInBytes();
        ReadOnlySpan<byte> elements = View(name, tensor, size);
        if (tensor.Shape.Length != tensor.Strides.Length) throw Bad(name, "has not one stride for each size");
        long count = ElementCount(name, tensor.Shape);
        CheckReach(name, tensor, count, elements.Length / size);

        taken += count * size;
        if (taken > budget || count > Array.MaxLength / size)
        {
            throw new RefusedFileException(
                $"Refused: the tensors repeat their storages so often that they need more than {budget} bytes of memory (at "
                + $"{Printable.Of(name)}).");
        }

        if (count == 0) return new TensorData(tensor.Type, tensor.Shape, []);
        elements = elements[(int)(tensor.Offset * size)..];
        return new TensorData(tensor.Type, tensor.Shape, IsContiguous(tensor)
            ? elements[..(int)(count * size)].ToArray()
            : Gather(elements, tensor.Shape, tensor.Strides, (int)count, size));
    }

    /// <summary>Product of the sizes.</summary>
    /// <exception cref="DamagedFileException">A size is negative or the product has no meaning.</exception>
    public static long ElementCount(string name, long[] shape)
    {
        // Zeros are left out of the bound, so that [2^62, 0] is refused as well.
        long bound = 1;
        foreach (long size in shape)
        {
            if (size < 0 || (size > 0 && bound > (1L << 40) / size))
                throw Bad(name, $"has the impossible shape [{string.Join(", ", shape)}]");
            bound *= Math.Max(size, 1);
        }

        return shape.Contains(0) ? 0 : bound;
    }

    private ReadOnlySpan<byte> View(string name, PickleTensor tensor, int size)
    {
        PickleStorage storage = tensor.Storage;
        ReadOnlySpan<byte> bytes = content(storage).Span;
        if (storage.ViewOffset < 0 || storage.ViewCount < 0 || storage.ViewCount > storage.Count
            || storage.ViewOffset > storage.Count - storage.ViewCount)
        {
            throw Bad(name, "is a view outside of its storage");
        }

        int unit = storage.Type.SizeInBytes();
        bytes = bytes.Slice((int)(storage.ViewOffset * unit), (int)(storage.ViewCount * unit));
        return bytes[..(bytes.Length - (bytes.Length % size))];
    }

    private static void CheckReach(string name, PickleTensor tensor, long count, long available)
    {
        // How far the last element may still move: held against quotients, so that nothing wraps around.
        long room = available - 1 - tensor.Offset;
        bool inside = tensor.Offset >= 0 && (count == 0 || room >= 0);
        for (int d = 0; d < tensor.Shape.Length; d++)
        {
            if (tensor.Strides[d] < 0) throw Bad(name, "has a negative stride");
            long steps = tensor.Shape[d] - 1;
            if (!inside || count == 0 || steps == 0) continue;
            inside = tensor.Strides[d] <= room / steps;
            room -= inside ? steps * tensor.Strides[d] : 0;
        }

        if (!inside) throw Bad(name, $"reaches beyond its storage of {available} elements");
    }

    private static bool IsContiguous(PickleTensor tensor)
    {
        long expected = 1;
        for (int d = tensor.Shape.Length - 1; d >= 0; d--)
        {
            if (tensor.Shape[d] != 1 && tensor.Strides[d] != expected) return false;
            expected *= tensor.Shape[d];
        }

        return true;
    }

    private static byte[] Gather(ReadOnlySpan<byte> elements, long[] shape, long[] strides, int count, int size)
    {
        // Without dimensions of size 1 a carry comes at most every other time, so an element costs two steps on average, however many
        // dimensions there are.
        strides = [.. strides.Where((_, d) => shape[d] != 1)];
        shape = [.. shape.Where(n => n != 1)];
        byte[] result = new byte[count * size];
        long[] index = new long[shape.Length];
        long source = 0;
        for (int i = 0; i < count; i++)
        {
            elements.Slice((int)(source * size), size).CopyTo(result.AsSpan(i * size));

            // Count up like an odometer, the last dimension fastest.
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                source += strides[d];
                if (++index[d] < shape[d]) break;
                source -= strides[d] * shape[d];
                index[d] = 0;
            }
        }

        return result;
    }

    private static DamagedFileException Bad(string name, string what) => new($"Damaged: tensor {Printable.Of(name)} {what}.");
}
