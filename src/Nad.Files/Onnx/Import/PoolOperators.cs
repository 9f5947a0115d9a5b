using Nad.Files.Graphs;

namespace Nad.Files.Onnx.Import;

/// <summary>Pooling, reductions and resizing.</summary>
internal static class PoolOperators
{
    public static Known MaxPool(ImportContext c, OnnxCall call)
    {
        Known.Computed x = LayerOperators.Image(call);
        if (call.Node.Outputs.Count > 1 || call.Integer("storage_order", 0) != 0)
            throw call.Wrong("asks where the largest elements were, which is not followed");
        Windows w = Windows.Of(call, x, call.Integers("kernel_shape") ?? []);
        return c.Call(
            call, new Op.MaxPool(w.Size, w.Stride, w.Padding, w.Dilation, w.Ceiling), [x.Shape[0], x.Shape[1], w.Height, w.Width], x.Name);
    }

    public static Known AveragePool(ImportContext c, OnnxCall call)
    {
        Known.Computed x = LayerOperators.Image(call);
        Windows w = Windows.Of(call, x, call.Integers("kernel_shape") ?? []);
        bool counts = call.Integer("count_include_pad", 0) != 0 || w.Padding == Op.Border.Of(0);
        if (w.Dilation != Op.Extent.Of(1) || (!w.Padding.IsEven && !counts)) throw call.Wrong("has windows of a form that is not followed");
        return c.Call(
            call, new Op.AveragePool(w.Size, w.Stride, w.Padding, w.Ceiling, counts), [x.Shape[0], x.Shape[1], w.Height, w.Width], x.Name);
    }

    public static Known GlobalAverage(ImportContext c, OnnxCall call) =>
        Reduce(c, call, [2, 3], true, d => new Op.Mean(d, true), LayerOperators.Image(call));

    public static Known GlobalMax(ImportContext c, OnnxCall call) =>
        Reduce(c, call, [2, 3], true, d => new Op.Largest(d, true), LayerOperators.Image(call));

    public static Known Mean(ImportContext c, OnnxCall call) => Reduce(c, call, 18, (d, keep) => new Op.Mean(d, keep));

    public static Known Total(ImportContext c, OnnxCall call) => Reduce(c, call, 13, (d, keep) => new Op.Sum(d, keep));

    public static Known Largest(ImportContext c, OnnxCall call) => Reduce(c, call, 18, (d, keep) => new Op.Largest(d, keep));

    public static Known Resize(ImportContext c, OnnxCall call)
    {
        Known.Computed x = LayerOperators.Image(call);
        bool old = call.Node.Operator == "Upsample" || call.Opset < 11;
        (int scales, int sizes) = old ? (1, 99) : (2, 3);
        double[]? factors = call.Has(scales) && call.Tensor(scales).Tensor is { Count: 4 } f ? f.Numbers() : null;
        long[]? result = call.Has(sizes) ? Array.ConvertAll(call.Sizes(sizes).Values, d => d.Batch ? 0 : d.Size) : null;
        if (factors is null && result is not { Length: 4 }) throw call.Wrong("does not say how large the result is");
        if (factors is [not 1, ..] or [_, not 1, ..]) throw call.Wrong("resizes more than height and width");
        string mode = call.Word("mode", "nearest"), place = old ? "asymmetric" : call.Word("coordinate_transformation_mode", "half_pixel");
        (InterpolationForm form, bool corners) = (mode, place, call.Word("nearest_mode", "round_prefer_floor")) switch
        {
            ("nearest", "asymmetric", "floor") => (InterpolationForm.Nearest, false),
            ("nearest", _, _) when old => (InterpolationForm.Nearest, false),
            ("linear", "half_pixel" or "pytorch_half_pixel", _) => (InterpolationForm.Bilinear, false),
            ("linear", "align_corners", _) => (InterpolationForm.Bilinear, true),
            ("cubic", "half_pixel" or "pytorch_half_pixel", _) => (InterpolationForm.Bicubic, false),
            ("cubic", "align_corners", _) => (InterpolationForm.Bicubic, true),
            _ => throw call.Wrong($"resizes by '{Printable.Of(mode)}' with '{Printable.Of(place)}', which is not followed"),
        };
        long height = result?[2] ?? (long)Math.Floor(x.Shape[2].Size * factors![2]),
            width = result?[3] ?? (long)Math.Floor(x.Shape[3].Size * factors![3]);
        if (height is < 1 or > 1 << 16 || width is < 1 or > 1 << 16) throw call.Wrong("resizes to an impossible size");
        Op.Interpolate op = new(new Op.Extent((int)height, (int)width), 0, 0, form, corners);
        return c.Call(call, op, [x.Shape[0], x.Shape[1], height, width], x.Name);
    }

    private static Known.Computed Reduce(
        ImportContext c, OnnxCall call, long axesAreInputsFrom, Func<System.Collections.Immutable.ImmutableArray<long>, bool, Op> op)
    {
        Known.Computed x = call.Value(0);
        long[] axes = (call.Opset >= axesAreInputsFrom ? call.Integers("axes", 1) : call.Integers("axes"))
            ?? [.. Enumerable.Range(0, x.Shape.Length).Select(i => (long)i)];
        bool keep = call.Integer("keepdims", 1) != 0;
        return Reduce(c, call, [.. axes.Select(a => call.Axis(a, x.Shape.Length)).Distinct().Order()], keep, d => op(d, keep), x);
    }

    private static Known.Computed Reduce(
        ImportContext c, OnnxCall call, int[] axes, bool keep, Func<System.Collections.Immutable.ImmutableArray<long>, Op> op,
        Known.Computed x)
    {
        if (axes.Contains(0) && x.Shape[0].Batch) throw call.Wrong("reduces over the batch: images would change each other's answers");
        IEnumerable<Dim> shape = x.Shape.Select((d, i) => axes.Contains(i) ? new Dim(1) : d);
        if (!keep) shape = x.Shape.Where((_, i) => !axes.Contains(i));
        return c.Call(call, op([.. axes.Select(a => (long)a)]), [.. shape], x.Name);
    }
}
