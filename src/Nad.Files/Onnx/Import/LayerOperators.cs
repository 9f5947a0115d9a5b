using System.Globalization;
using Nad.Files.Graphs;

namespace Nad.Files.Onnx.Import;

/// <summary>Operators with weights.</summary>
internal static class LayerOperators
{
    public static Known Conv(ImportContext c, OnnxCall call)
    {
        Known.Computed x = Image(call);
        long[] weight = call.Tensor(1).Tensor.Shape;
        long groups = call.Integer("group", 1);
        if (weight.Length != 4 || groups < 1 || x.Shape[1] != weight[1] * groups)
            throw call.Wrong("is no convolution of this image's channels");
        Windows w = Windows.Of(call, x, [weight[2], weight[3]]);
        Op.Conv2d op = new(w.Stride, w.Padding, w.Dilation, checked((int)groups));
        string[] inputs = call.Has(2)
            ? [x.Name, c.Weight(call, 1, TensorRole.Parameter), c.Weight(call, 2, TensorRole.Parameter)]
            : [x.Name, c.Weight(call, 1, TensorRole.Parameter)];
        return c.Call(call, op, [x.Shape[0], weight[0], w.Height, w.Width], inputs);
    }

    public static Known BatchNorm(ImportContext c, OnnxCall call)
    {
        Known.Computed x = call.Value(0);
        Op.BatchNorm op = new(call.Number("epsilon", 1e-5), 1 - call.Number("momentum", 0.9));
        return c.Call(
            call, op, x.Shape, x.Name, c.Weight(call, 1, TensorRole.Parameter), c.Weight(call, 2, TensorRole.Parameter),
            c.Weight(call, 3, TensorRole.Buffer), c.Weight(call, 4, TensorRole.Buffer));
    }

    public static Known LayerNorm(ImportContext c, OnnxCall call)
    {
        Known.Computed x = call.Value(0);
        int dimensions = x.Shape.Length - call.Axis(call.Integer("axis", -1), x.Shape.Length);
        return c.Call(call, new Op.LayerNorm(dimensions, call.Number("epsilon", 1e-5)), x.Shape, [x.Name, .. Weights(c, call, 1)]);
    }

    public static Known InstanceNorm(ImportContext c, OnnxCall call)
    {
        Known.Computed x = call.Value(0);
        return c.Call(
            call, new Op.GroupNorm(checked((int)x.Shape[1].Size), call.Number("epsilon", 1e-5)), x.Shape, [x.Name, .. Weights(c, call, 1)]);
    }

    public static Known PRelu(ImportContext c, OnnxCall call)
    {
        Known.Computed x = call.Value(0);
        OnnxTensor slope = call.Tensor(1).Tensor;
        if (slope.Count != 1
            && (x.Shape.Length < 2 || slope.Shape.Length < x.Shape.Length - 1 || slope.Shape[^(x.Shape.Length - 1)] != slope.Count))
            throw call.Wrong("has slopes that are not one a channel");
        string weight = c.Weight(call, 1, TensorRole.Parameter);
        if (slope.Shape.Length > 1) weight = c.Graph.Call($"{weight}.flat", new Op.Reshape([slope.Count]), weight);
        return c.Call(call, new Op.PRelu(), x.Shape, x.Name, weight);
    }

    public static Known Gemm(ImportContext c, OnnxCall call)
    {
        Known.Computed x = call.Value(0);
        if (call.Integer("transA", 0) != 0 || x.Shape.Length != 2) throw call.Wrong("multiplies a transposed value, which is not followed");
        (double alpha, double beta) = (call.Number("alpha", 1), call.Number("beta", 1));
        long[] weight = call.Tensor(1).Tensor.Shape;
        bool transposed = call.Integer("transB", 0) != 0;
        if (weight.Length != 2 || x.Shape[1] != weight[transposed ? 1 : 0]) throw call.Wrong("multiplies by a matrix of another size");
        Dim[] shape = [x.Shape[0], weight[transposed ? 0 : 1]];
        bool plain = transposed && alpha == 1 && beta == 1;
        string matrix = c.Weight(call, 1, TensorRole.Parameter);
        if (plain)
            return c.Call(call, new Op.Linear(), shape, call.Has(2) ? [x.Name, matrix, c.Operand(call, 2, false)] : [x.Name, matrix]);
        Known.Computed y =
            transposed ? c.Call(call, new Op.Linear(), shape, x.Name, matrix) : c.Call(call, new Op.MatMul(), shape, x.Name, matrix);
        if (alpha != 1) y = c.Call(call, new Op.Affine(alpha, 0), shape, y.Name);
        if (!call.Has(2)) return y;
        string bias = c.Operand(call, 2, false);
        if (beta != 1) bias = c.Graph.Call($"{bias}.scaled", new Op.Affine(beta, 0), bias);
        return c.Call(call, new Op.Add(), shape, y.Name, bias);
    }

    public static Known MatMul(ImportContext c, OnnxCall call)
    {
        Dim[] a = ShapeOf(call, 0), b = ShapeOf(call, 1);
        if (a.Length < 2 || b.Length < 2 || a[^1] != b[^2]) throw call.Wrong("multiplies values that do not fit");
        Dim[] outer = Broadcast.Of(call, a[..^2], b[..^2]);
        return c.Call(call, new Op.MatMul(), [.. outer, a[^2], b[^1]], c.Operand(call, 0, false), c.Operand(call, 1, false));
    }

    internal static Dim[] ShapeOf(OnnxCall call, int i) => call[i] switch
    {
        Known.Computed c => c.Shape,
        Known.Stored s => s.Shape,
        Known.Numbers n => Array.ConvertAll(n.Shape, v => new Dim(v)),
        _ => throw call.Wrong(string.Create(CultureInfo.InvariantCulture, $"has an input {i} that is not followed")),
    };

    internal static Known.Computed Image(OnnxCall call)
    {
        Known.Computed x = call.Value(0);
        return x.Shape.Length == 4
            ? x
            : throw call.Wrong(
                string.Create(CultureInfo.InvariantCulture, $"works on {x.Shape.Length} dimensions; only images of N×C×H×W are run"));
    }

    private static IEnumerable<string> Weights(ImportContext c, OnnxCall call, int from) =>
        Enumerable.Range(from, Math.Max(0, Math.Min(call.Count, from + 2) - from)).Select(
            i => call.Has(i) ? c.Weight(call, i, TensorRole.Parameter) : "");
}
