using Nad.Files.Graphs;

namespace Nad.Files.Onnx.Import;

/// <summary>Arithmetic of two values: of images and weights in the graph, of sizes here and now.</summary>
internal static class ArithmeticOperators
{
    public static Known Add(ImportContext c, OnnxCall call) =>
        Binary(c, call, new Op.Add(), (a, b) => a + b, (a, b) => a + b, k => (1, k), k => (1, k));

    public static Known Subtract(ImportContext c, OnnxCall call) =>
        Binary(c, call, new Op.Subtract(), (a, b) => a - b, (a, b) => a - b, k => (1, -k), k => (-1, k));

    public static Known Multiply(ImportContext c, OnnxCall call) =>
        Binary(c, call, new Op.Multiply(), (a, b) => a * b, (a, b) => a * b, k => (k, 0), k => (k, 0));

    public static Known Divide(ImportContext c, OnnxCall call)
    {
        // A number divided by a value.
        if (OnnxCall.AsScalar(call[0]) is { } number && call[1] is Known.Computed x)
        {
            Known.Computed inverse = c.Call(call, new Op.Elementwise(ElementFunction.Reciprocal), x.Shape, x.Name);
            return number == 1 ? inverse : c.Call(call, new Op.Affine(number, 0), x.Shape, inverse.Name);
        }

        return Binary(c, call, new Op.Divide(), (a, b) => a / b, (a, b) => a / b, k => (1 / k, 0), null);
    }

    public static Known Maximum(ImportContext c, OnnxCall call) => Many(c, call, new Op.Maximum());

    public static Known Minimum(ImportContext c, OnnxCall call) => Many(c, call, new Op.Minimum());

    public static Known Sum(ImportContext c, OnnxCall call) => Many(c, call, new Op.Add());

    public static Known Power(ImportContext c, OnnxCall call)
    {
        if (call[0] is not Known.Computed && OnnxCall.AsScalar(call[0]) is { } number && call.Scalar(1) is { } power)
            return call.Real(Math.Pow(number, power));
        Known.Computed x = call.Value(0);
        return call.Scalar(1) is { } exponent ? c.Call(call, new Op.Power(exponent), x.Shape, x.Name) : throw call.Wrong("has no exponent");
    }

    // With a number the operator is y = factor·x + offset; reversed where the number comes first.
    private static Known Binary(
        ImportContext c, OnnxCall call, Op op, Func<Dim, Dim, Dim> sizes, Func<double, double, double> numbers,
        Func<double, (double Factor, double Offset)> right, Func<double, (double Factor, double Offset)>? left)
    {
        if (call[0] is not Known.Computed && call[1] is not Known.Computed)
        {
            if (OnnxCall.AsNumbers(call[0]) is { } a && OnnxCall.AsNumbers(call[1]) is { } b)
                return SizeOperators.Each(call, a, b, sizes);
            if (OnnxCall.AsScalar(call[0]) is { } one && OnnxCall.AsScalar(call[1]) is { } other) return call.Real(numbers(one, other));
        }

        if (call[0] is Known.Computed x && Number(call[1]) is { } behind) return Affine(c, call, x, right(behind));
        if (call[1] is Known.Computed y && Number(call[0]) is { } before && left is not null) return Affine(c, call, y, left(before));
        Dim[] shape = Broadcast.Of(call, LayerOperators.ShapeOf(call, 0), LayerOperators.ShapeOf(call, 1));
        bool pixels = Pixels(call[0]) || Pixels(call[1]);
        return c.Call(call, op, shape, c.Operand(call, 0, pixels), c.Operand(call, 1, pixels)) with
        {
            Pixels = pixels && !(call[0] is Known.Computed && call[1] is Known.Computed)
        };
    }

    private static Known.Computed Affine(ImportContext c, OnnxCall call, Known.Computed x, (double Factor, double Offset) f) =>
        c.Call(call, new Op.Affine(f.Factor, f.Offset), x.Shape, x.Name) with { Pixels = x.Pixels };

    private static Known.Computed Many(ImportContext c, OnnxCall call, Op op)
    {
        Dim[] shape = LayerOperators.ShapeOf(call, 0);
        string name = c.Operand(call, 0, false);
        for (int i = 1; i < call.Count; i++)
        {
            shape = Broadcast.Of(call, shape, LayerOperators.ShapeOf(call, i));
            name = c.Graph.Call(call.Output, op, name, c.Operand(call, i, false));
        }

        return new Known.Computed(name, shape);
    }

    // One-element tensors are settings, whatever their number of dimensions, and never trained.
    private static double? Number(Known known) =>
        known is Known.Stored { Tensor: { Count: 1, Shape.Length: <= 1 } } or Known.Numbers or Known.Real ? OnnxCall.AsScalar(known) : null;

    private static bool Pixels(Known known) => known is Known.Computed { Pixels: true };
}
