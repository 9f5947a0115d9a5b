namespace Nad.Files.Onnx.Import;

/// <summary>
/// Arithmetic of sizes: whole numbers that follow from the image's size, computed while the file is read and never in the network.
/// </summary>
internal static class SizeOperators
{
    /// <summary>Most numbers that are computed with at once; networks have some tens.</summary>
    internal const int Most = 4096;

    public static Known Shape(ImportContext c, OnnxCall call)
    {
        Dim[] shape = LayerOperators.ShapeOf(call, 0);
        int from = Bound(call.Integer("start", 0), shape.Length), to = Bound(call.Integer("end", shape.Length), shape.Length);
        return Row(shape[from..Math.Max(from, to)]);
    }

    public static Known Fill(ImportContext c, OnnxCall call)
    {
        long[] shape = call.Fixed(0);
        long value =
            call.Node.Attributes.TryGetValue("value", out OnnxAttribute? a) && a.Tensor is { Count: 1 } t ? (long)t.Numbers()[0] : 0;
        return new Known.Numbers([.. Enumerable.Repeat(new Dim(value), Count(call, shape))], shape);
    }

    public static Known Equal(ImportContext c, OnnxCall call) => Each(call, call.Sizes(0), call.Sizes(1), (a, b) => a == b ? 1 : 0);

    public static Known Modulo(ImportContext c, OnnxCall call) => Each(call, call.Sizes(0), call.Sizes(1), (a, b) =>
        a.Batch || b.Batch || b.Size == 0 ? throw call.Wrong("divides by a size that is open") : (a.Size % b.Size + b.Size) % b.Size);

    public static Known Where(ImportContext c, OnnxCall call)
    {
        Known.Numbers yes = Each(call, call.Sizes(0), call.Sizes(1), (w, a) => w.Size != 0 ? a : new Dim(long.MinValue));
        return Each(call, yes, call.Sizes(2), (a, b) => a.Size == long.MinValue ? b : a);
    }

    public static Known Range(ImportContext c, OnnxCall call)
    {
        (long from, long to, long step) = (call.Fixed(0)[0], call.Fixed(1)[0], call.Fixed(2)[0]);
        if (step == 0 || Math.Abs((to - from) / step) > Most) throw call.Wrong("counts too far");
        List<Dim> values = [];
        for (long v = from; step > 0 ? v < to : v > to; v += step) values.Add(v);
        return Row([.. values]);
    }

    public static Known Cast(ImportContext c, OnnxCall call)
    {
        long to = call.Integer("to", 1);
        if (call[0] is Known.Computed x) return to == 1 ? x : throw call.Wrong("changes the type of images or features");
        if (call[0] is Known.Real real) return to is 6 or 7 ? Row([(long)real.Value]) : real;
        return to is 6 or 7 or 9 || call[0] is not Known.Numbers ? call[0] : call.Sizes(0);
    }

    public static Known Concat(OnnxCall call)
    {
        List<Dim> values = [];
        for (int i = 0; i < call.Count; i++) values.AddRange(call.Sizes(i).Values);
        return values.Count <= Most ? Row([.. values]) : throw call.Wrong("joins too many sizes");
    }

    public static Known Gather(OnnxCall call, Known.Numbers from, Known.Numbers which)
    {
        if (from.Shape.Length != 1) throw call.Wrong("picks from a table of sizes");
        return new Known.Numbers(Array.ConvertAll(which.Values, w => from.Values[call.Axis(w.Size, from.Values.Length)]), which.Shape);
    }

    public static Known Slice(OnnxCall call, Known.Numbers from, long[] axes, long[] starts, long[] ends, long[] steps)
    {
        for (int i = 0; i < axes.Length; i++) from = Slice(call, from, call.Axis(axes[i], from.Shape.Length), starts[i], ends[i], steps[i]);
        return from;
    }

    /// <summary>A table with its rows as columns.</summary>
    public static Known.Numbers Turn(Known.Numbers table)
    {
        (long rows, long columns) = (table.Shape[0], table.Shape[1]);
        return new Known.Numbers([.. table.Values.Select((_, i) => table.Values[(i % rows * columns) + (i / rows)])], [columns, rows]);
    }

    private static Known.Numbers Slice(OnnxCall call, Known.Numbers from, int axis, long start, long end, long step)
    {
        if (step == 0) throw call.Wrong("cuts in steps of zero");
        long size = from.Shape[axis], inner = 1;
        foreach (long s in from.Shape[(axis + 1)..]) inner *= s;
        long first = Math.Clamp(start < 0 ? start + size : start, step < 0 ? -1 : 0, step < 0 ? size - 1 : size);
        long last = Math.Clamp(end < 0 ? end < -size ? -1 : end + size : end, step < 0 ? -1 : 0, size);
        List<long> kept = [];
        for (long k = first; step > 0 ? k < last : k > last; k += step) kept.Add(k);
        Dim[] values = [.. from.Values
            .Chunk((int)Math.Max(1, size * inner))
            .SelectMany(block => kept.SelectMany(k => block.Skip((int)(k * inner)).Take((int)inner)))];
        return new Known.Numbers(values, [.. from.Shape[..axis], kept.Count, .. from.Shape[(axis + 1)..]]);
    }

    /// <summary>Element by element, broadcast where one of both is one number.</summary>
    public static Known.Numbers Each(OnnxCall call, Known.Numbers a, Known.Numbers b, Func<Dim, Dim, Dim> f)
    {
        if (a.Values.Length != b.Values.Length && a.Values.Length != 1 && b.Values.Length != 1)
            throw call.Wrong("computes with sizes that do not fit");
        Known.Numbers longer =
            a.Values.Length >= b.Values.Length && a.Shape.Length >= b.Shape.Length ? a : b.Values.Length >= a.Values.Length ? b : a;
        Dim[] values = new Dim[longer.Values.Length];
        try
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = f(a.Values[a.Values.Length == 1 ? 0 : i], b.Values[b.Values.Length == 1 ? 0 : i]);
        }
        catch (OverflowException)
        {
            throw call.Wrong("computes a size beyond 64 bits");
        }

        return new Known.Numbers(values, longer.Shape);
    }

    /// <summary>Sizes in a row.</summary>
    public static Known.Numbers Row(Dim[] values) => new(values, [values.Length]);

    private static int Count(OnnxCall call, long[] shape)
    {
        long count = 1;
        foreach (long s in shape)
        {
            if (s is < 0 or > Most || (count *= s) > Most) throw call.Wrong("makes too many numbers");
        }

        return (int)count;
    }

    private static int Bound(long at, int length) => (int)Math.Clamp(at < 0 ? at + length : at, 0, length);
}
