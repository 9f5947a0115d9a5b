using Nad.Files.Graphs;

namespace Nad.Files.Onnx.Import;

/// <summary>Operators that only move elements.</summary>
internal static class MoveOperators
{
    public static Known Reshape(ImportContext c, OnnxCall call)
    {
        Dim[] target = [.. call.Sizes(1).Values];
        if (target.Length > OnnxTensor.MostDimensions) throw call.Wrong("makes too many dimensions");
        if (call[0] is Known.Numbers or Known.Stored { Tensor.Type: not DType.Float32 })
            return call.Sizes(0) with { Shape = Plain(call, Filled(call, [call.Sizes(0).Values.Length], target)) };
        if (call[0] is Known.Stored stored)
            return Parameter(
                c, call, stored, new Op.Reshape([.. Plain(call, Filled(call, stored.Shape, target))]), Filled(call, stored.Shape, target));
        Known.Computed x = call.Value(0);
        bool keepsZero = call.Integer("allowzero", 0) != 0;
        for (int i = 0; i < target.Length && !keepsZero; i++)
        {
            if (target[i] == 0) target[i] = i < x.Shape.Length ? x.Shape[i] : throw call.Wrong("keeps a size that is not there");
        }

        return c.Reshape(call, x, target.Any(d => d.Batch) ? Filled(call, x.Shape, target) : WithBatch(call, x.Shape, target));
    }

    // A batch of one that was baked in when the network was exported is the batch: it goes where as many elements stand before it as did.
    private static Dim[] WithBatch(OnnxCall call, Dim[] from, Dim[] target)
    {
        int batch = Array.FindIndex(from, d => d.Batch);
        if (batch < 0) return Filled(call, from, target);
        if (Array.FindLastIndex(from, d => d.Batch) != batch) throw call.Wrong("has two sizes that are open");
        Dim[] filled = [.. Filled(call, [.. from.Select(d => new Dim(d.Size))], target)];
        long before = Product(from[..batch]).Size * from[batch].Outer, seen = 1;
        for (int i = 0; i < filled.Length; i++)
        {
            long size = filled[i].Size;
            if (seen == before)
            {
                // Between two sizes it has a size of its own, or joins the rows of a matrix, or the first of several.
                if (filled.Length == 2 && i == 1 && size != 1) filled[0] = new Dim(filled[0].Size, true, filled[0].Size);
                else filled[i] = new Dim(size, true);
                return filled;
            }

            if (before % seen == 0 && size % (before / seen) == 0 && size > before / seen)
            {
                filled[i] = new Dim(size, true, before / seen);
                return filled;
            }

            seen *= size;
        }

        throw call.Wrong("mixes the batch with other sizes");
    }

    public static Known Flatten(ImportContext c, OnnxCall call)
    {
        Known.Computed x = call.Value(0);
        long axis = call.Integer("axis", 1);
        int from = (int)(axis < 0 ? axis + x.Shape.Length : axis);
        if (from < 0 || from > x.Shape.Length) throw call.Wrong("flattens from a dimension that is not there");
        Dim[] target = [Product(x.Shape[..from]), Product(x.Shape[from..])];
        if (from != 1) return c.Reshape(call, x, target);
        return x.Shape.Length == 2 ? x : c.Call(call, new Op.Flatten(), target, x.Name) with { Pixels = x.Pixels };
    }

    public static Known Squeeze(ImportContext c, OnnxCall call)
    {
        if (OnnxCall.AsNumbers(call[0]) is { } numbers)
            return numbers with { Shape = numbers.Values.Length == 1 ? [] : [numbers.Values.Length] };
        Known.Computed x = call.Value(0);
        long[]? axes = call.Opset < 13 ? call.Integers("axes") : call.Integers("axes", 1);
        int[] gone = axes is null
            ? [.. Enumerable.Range(0, x.Shape.Length).Where(i => x.Shape[i].IsOne)]
            : [.. axes.Select(a => call.Axis(a, x.Shape.Length))];
        if (gone.Any(i => !x.Shape[i].IsOne)) throw call.Wrong("drops a dimension that is not 1");
        return c.Reshape(call, x, [.. x.Shape.Where((_, i) => !gone.Contains(i))]);
    }

    public static Known Unsqueeze(ImportContext c, OnnxCall call)
    {
        long[] axes = (call.Opset < 13 ? call.Integers("axes") : call.Integers("axes", 1)) ?? throw call.Wrong("does not say where");
        if (OnnxCall.AsNumbers(call[0]) is { } numbers)
            return numbers with { Shape = numbers.Values.Length == 1 ? [1] : [numbers.Values.Length] };
        Dim[] shape = LayerOperators.ShapeOf(call, 0);
        int rank = shape.Length + axes.Length;
        int[] added = [.. axes.Select(a => call.Axis(a, rank))];
        if (added.Distinct().Count() != added.Length || rank > 16) throw call.Wrong("adds a dimension twice");
        List<Dim> target = [.. shape];
        foreach (int at in added.Order()) target.Insert(at, 1);
        return call[0] is Known.Stored stored
            ? Parameter(c, call, stored, new Op.Reshape([.. target.Select(d => d.Size)]), [.. target])
            : c.Reshape(call, call.Value(0), [.. target]);
    }

    public static Known Transpose(ImportContext c, OnnxCall call)
    {
        Dim[] shape = LayerOperators.ShapeOf(call, 0);
        if (call[0] is not Known.Computed && OnnxCall.AsNumbers(call[0]) is { Shape.Length: 2 } table
            && call.Integers("perm") is null or [1, 0])
            return SizeOperators.Turn(table);
        long[] order = call.Integers("perm") ?? [.. Enumerable.Range(0, shape.Length).Reverse().Select(i => (long)i)];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, shape.Length).Select(i => (long)i)))
            throw call.Wrong("is no order of the dimensions");
        return call[0] is Known.Stored stored
            ? Parameter(c, call, stored, new Op.Permute([.. order]), Array.ConvertAll(order, o => shape[o]))
            : c.Permute(call, call.Value(0), order);
    }

    public static Known Concat(ImportContext c, OnnxCall call)
    {
        if (Enumerable.Range(0, call.Count).All(i => call[i] is not Known.Computed && OnnxCall.AsNumbers(call[i]) is not null))
            return SizeOperators.Concat(call);
        Dim[][] shapes = [.. Enumerable.Range(0, call.Count).Select(i => LayerOperators.ShapeOf(call, i))];
        int rank = shapes[0].Length, axis = call.Axis(call.Integer("axis", 1), rank);
        if (shapes.Any(s => s.Length != rank)) throw call.Wrong("joins values of different dimensions");
        int whole = Array.FindIndex(shapes, s => axis != 0 && s[0].Batch);
        string[] names = new string[call.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = c.Operand(call, i, false);
            if (whole < 0 || !shapes[i][0].IsOne) continue;

            // One row for all images, such as a class token: exported with a batch of one.
            names[i] = c.Graph.Call($"{names[i]}.batch", new Op.ExpandBatch(), names[i], c.Operand(call, whole, false));
            shapes[i] = [shapes[whole][0], .. shapes[i][1..]];
        }

        Dim sum = shapes[0][axis];
        foreach (Dim[] shape in shapes[1..])
        {
            if (shape.Where((d, i) => i != axis && d != shapes[0][i]).Any()) throw call.Wrong("joins values that do not fit");
            sum += shape[axis];
        }

        return c.Call(call, new Op.Concat(axis), [.. shapes[0][..axis], sum, .. shapes[0][(axis + 1)..]], names);
    }

    public static Known Gather(ImportContext c, OnnxCall call)
    {
        if (call[0] is not Known.Computed && OnnxCall.AsNumbers(call[0]) is { } numbers)
            return SizeOperators.Gather(call, numbers, call.Sizes(1));
        Dim[] shape = LayerOperators.ShapeOf(call, 0);
        int axis = call.Axis(call.Integer("axis", 0), shape.Length);
        long[] which = call.Fixed(1), form = LayerOperators.ShapeOf(call, 1).Select(d => d.Size).ToArray();
        if (shape[axis].Batch || which.Any(w => w >= shape[axis].Size || w < -shape[axis].Size))
            throw call.Wrong("picks what is not there");
        string x = c.Operand(call, 0, false);
        Dim[] target = [.. shape[..axis], .. form.Select(f => new Dim(f)), .. shape[(axis + 1)..]];
        if (form.Length == 0) return c.Call(call, new Op.Select(axis, which[0]), target, x);
        if (form.Length > 1 && target.Any(d => d.Batch)) throw call.Wrong("picks features by a table, which is not followed");
        string indices = c.Constant(Array.ConvertAll(which, w => w < 0 ? w + shape[axis].Size : w));
        string picked = c.Graph.Call(call.Output, new Op.Gather(axis), x, indices);
        return form.Length == 1
            ? new Known.Computed(picked, target)
            : c.Call(call, new Op.Reshape([.. target.Select(d => d.Size)]), target, picked);
    }

    public static Known Slice(ImportContext c, OnnxCall call)
    {
        long[] starts = call.Opset < 10 ? call.Integers("starts") ?? [] : call.Fixed(1),
            ends = call.Opset < 10 ? call.Integers("ends") ?? [] : call.Fixed(2);
        long[] axes = (call.Opset < 10 ? call.Integers("axes") : call.Integers("axes", 3))
            ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        long[] steps = call.Opset < 10 || !call.Has(4) ? [.. starts.Select(_ => 1L)] : call.Fixed(4);
        if (starts.Length > OnnxTensor.MostDimensions) throw call.Wrong("cuts more often than there are dimensions");
        if (starts.Length != ends.Length || starts.Length != axes.Length || starts.Length != steps.Length)
            throw call.Wrong("cuts with lists of different lengths");
        if (call[0] is not Known.Computed && OnnxCall.AsNumbers(call[0]) is { } numbers)
            return SizeOperators.Slice(call, numbers, axes, starts, ends, steps);
        Dim[] shape = [.. LayerOperators.ShapeOf(call, 0)];
        Known.Computed x = call[0] as Known.Computed ?? new(c.Operand(call, 0, false), shape);
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = call.Axis(axes[i], shape.Length);
            if (shape[axis].Batch && (starts[i] != 0 || ends[i] < int.MaxValue)) throw call.Wrong("cuts the batch");
            if (steps[i] < 1) throw call.Wrong("goes backwards, which is not followed");
            if (shape[axis].Batch) continue;
            long size = shape[axis].Size, from = Math.Clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, size),
                to = Math.Clamp(ends[i] < 0 ? ends[i] + size : ends[i], from, size);
            shape[axis] = (to - from + steps[i] - 1) / steps[i];
            x = c.Call(call, new Op.Slice(axis, from, to, steps[i]), [.. shape], x.Name) with { Pixels = x.Pixels };
        }

        return x;
    }

    public static Known[] Split(ImportContext c, OnnxCall call)
    {
        Known.Computed x = call.Value(0);
        int axis = call.Axis(call.Integer("axis", 0), x.Shape.Length), parts = call.Node.Outputs.Count;
        long size = x.Shape[axis].Batch ? throw call.Wrong("splits the batch") : x.Shape[axis].Size, each = (size + parts - 1) / parts;
        long[] sizes = (call.Opset < 13 ? call.Integers("split") : call.Integers("split", 1))
            ?? [.. Enumerable.Range(0, parts).Select(i => Math.Min(each, size - (i * each)))];
        if (sizes.Length != parts || sizes.Any(s => s < 0) || sizes.Sum() != size)
            throw call.Wrong("splits into parts that are not the whole");
        Known[] results = new Known[parts];
        long from = 0;
        for (int i = 0; i < parts; i++)
        {
            Dim[] shape = [.. x.Shape[..axis], sizes[i], .. x.Shape[(axis + 1)..]];
            string name = call.Node.Outputs[i];
            results[i] =
                new Known.Computed(name.Length == 0 ? "" : c.Graph.Call(name, new Op.Slice(axis, from, from + sizes[i]), x.Name), shape);
            from += sizes[i];
        }

        return results;
    }

    public static Known Expand(ImportContext c, OnnxCall call)
    {
        Dim[] shape = LayerOperators.ShapeOf(call, 0), target = Broadcast.Of(call, shape, call.Sizes(1).Values);
        if (target.Length == 0 || shape.AsSpan().SequenceEqual(target)) return call[0];
        if (OnnxCall.AsNumbers(call[0]) is { Values.Length: 1 } one && target.Length == 1)
            return SizeOperators.Row([.. Enumerable.Repeat(one.Values[0], (int)Math.Clamp(target[0].Size, 0, SizeOperators.Most))]);
        string x = c.Operand(call, 0, false);
        if (target[0] == Dim.N && shape.Length == target.Length && !shape[0].Batch)
        {
            if (!shape[1..].AsSpan().SequenceEqual(target.AsSpan(1)))
                throw call.Wrong("repeats along the batch and another dimension, which is not followed");
            return c.Call(call, new Op.ExpandBatch(), target, x, Graph.Input);
        }

        return c.Call(
            call,
            new Op.Expand([
                .. target.Select((d, i) => i >= target.Length - shape.Length && d == shape[i - target.Length + shape.Length] ? -1 : d.Size)
            ]),
            target,
            x);
    }

    public static Known Pad(ImportContext c, OnnxCall call)
    {
        Known.Computed x = call.Value(0);
        int rank = x.Shape.Length;
        long[] sides = (call.Opset < 11 ? call.Integers("pads") : call.Integers("pads", 1)) ?? throw call.Wrong("does not say how much");
        double value = call.Opset < 11 ? call.Number("value", 0) : call.Scalar(2) ?? 0;
        if (call.Has(3) || sides.Length != 2 * rank || sides.Any(s => Math.Abs(s) > 1 << 16))
            throw call.Wrong("has a border of a form that is not followed");
        PaddingForm form = call.Word("mode", "constant") switch
        {
            "constant" => PaddingForm.Constant,
            "reflect" => PaddingForm.Reflect,
            "edge" => PaddingForm.Replicate,
            "wrap" => PaddingForm.Circular,
            _ => throw call.Wrong("has a border of a form that is not followed"),
        };
        bool space = rank == 4 && Enumerable.Range(0, 2).All(i => sides[i] == 0 && sides[i + rank] == 0);
        if (sides.All(s => s == 0)) return x;
        Dim[] shape = [.. x.Shape.Select((d, i) => sides[i] + sides[i + rank] == 0 ? d : d + new Dim(sides[i] + sides[i + rank]))];
        if (shape.Any(d => d.Size < 1)) throw call.Wrong("leaves nothing of the image");
        if (space)
            return
                c.Call(call, new Op.Pad(new((int)sides[2], (int)sides[3], (int)sides[6], (int)sides[7]), form, value), shape, x.Name) with
                {
                    Pixels = x.Pixels
                };
        if (form != PaddingForm.Constant) throw call.Wrong("mirrors more than height and width");
        string name = x.Name;
        for (int i = 0; i < rank; i++)
        {
            if (sides[i] != 0 || sides[i + rank] != 0)
                name = c.Graph.Call(call.Output, new Op.PadDimension(i, (int)sides[i], (int)sides[i + rank], value), name);
        }

        return new Known.Computed(name, shape, x.Pixels);
    }

    // Moved weights stay weights: what moves them is part of the network.
    private static Known.Computed Parameter(ImportContext c, OnnxCall call, Known.Stored stored, Op op, Dim[] shape) =>
        c.Call(call, op, shape, c.Weight(call, 0, stored.Tensor.Type == DType.Float32 ? TensorRole.Parameter : TensorRole.Constant));

    private static Dim[] Filled(OnnxCall call, Dim[] from, Dim[] target)
    {
        int open = Array.FindIndex(target, d => d is { Size: -1 });
        Dim all = Product(from), rest = Product([.. target.Where((_, i) => i != open)]);
        if (open < 0) return (all.Size, all.Batch) == (rest.Size, rest.Batch) ? target : throw call.Wrong("changes the number of elements");
        if (target.Count(d => d.Size == -1) > 1 || rest.Size == 0 || (rest.Batch && !all.Batch) || all.Size % rest.Size != 0)
            throw call.Wrong("leaves a size open that does not follow");
        Dim[] filled = [.. target];
        bool batch = all.Batch && !rest.Batch;
        long before = Product(filled[..open]).Size, size = all.Size / rest.Size;
        filled[open] = new Dim(
            size, batch, batch && before > 0 && all.Outer % before == 0 && size % (all.Outer / before) == 0 ? all.Outer / before : 1);
        return filled;
    }

    private static Dim Product(Dim[] shape)
    {
        try
        {
            Dim product = 1;
            foreach (Dim d in shape) product *= d;
            return product;
        }
        catch (OverflowException)
        {
            throw new UnsupportedInputException("The ONNX network has values of more elements than 64 bits count.");
        }
    }

    private static long[] Plain(OnnxCall call, Dim[] shape) =>
        shape.Any(d => d.Batch) ? throw call.Wrong("has a size that is open") : Array.ConvertAll(shape, d => d.Size);
}
