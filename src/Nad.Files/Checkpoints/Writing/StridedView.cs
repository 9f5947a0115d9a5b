namespace Nad.Files.Checkpoints.Writing;

/// <summary>Puts contiguous tensors into strided windows on storages; the windows were checked when the file was read.</summary>
internal static class StridedView
{
    /// <summary>Overwrites the elements that a view covers.</summary>
    public static void Scatter(TensorData data, PickleTensor view, ArraySegment<byte> storage)
    {
        int size = view.Type.SizeInBytes(), i = 0;
        Span<byte> target = Window(view, storage);
        if (IsContiguous(view))
        {
            data.Bytes.CopyTo(target);
            return;
        }

        foreach (long at in Offsets(view)) data.Bytes.AsSpan(size * i++, size).CopyTo(target[(int)(at * size)..]);
    }

    /// <summary>Whether a view covers exactly these values.</summary>
    public static bool Holds(TensorData data, PickleTensor view, ArraySegment<byte> storage)
    {
        int size = view.Type.SizeInBytes(), i = 0;
        Span<byte> target = Window(view, storage);
        if (IsContiguous(view)) return target[..data.Bytes.Length].SequenceEqual(data.Bytes);
        foreach (long at in Offsets(view))
        {
            if (!target.Slice((int)(at * size), size).SequenceEqual(data.Bytes.AsSpan(size * i++, size))) return false;
        }

        return true;
    }

    /// <summary>Whether the elements lie one behind the other.</summary>
    public static bool IsContiguous(PickleTensor view)
    {
        long expected = 1;
        for (int d = view.Shape.Length - 1; d >= 0; d--)
        {
            if (view.Shape[d] != 1 && view.Strides[d] != expected) return false;
            expected *= view.Shape[d];
        }

        return true;
    }

    /// <summary>Where each element lies, in elements from the first, in row-major order.</summary>
    public static IEnumerable<long> Offsets(PickleTensor view)
    {
        long count = view.Shape.Aggregate(1L, (product, size) => product * size);
        long[] index = new long[view.Shape.Length];
        long at = 0;
        for (long i = 0; i < count; i++)
        {
            yield return at;

            // Count up like an odometer, the last dimension fastest.
            for (int d = view.Shape.Length - 1; d >= 0; d--)
            {
                at += view.Strides[d];
                if (++index[d] < view.Shape[d]) break;
                at -= view.Strides[d] * view.Shape[d];
                index[d] = 0;
            }
        }
    }

    private static Span<byte> Window(PickleTensor view, ArraySegment<byte> storage)
    {
        long start = (view.Storage.ViewOffset * view.Storage.Type.SizeInBytes()) + (view.Offset * view.Type.SizeInBytes());
        return view.Shape.Contains(0) ? [] : storage.AsSpan((int)start);
    }
}
