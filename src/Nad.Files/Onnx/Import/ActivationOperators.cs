using Nad.Files.Graphs;

namespace Nad.Files.Onnx.Import;

/// <summary>Functions of one element.</summary>
internal static class ActivationOperators
{
    /// <summary>Those without settings, and those whose settings are attributes alone.</summary>
    public static Dictionary<string, Func<OnnxCall, Op>> Simple { get; } = new(StringComparer.Ordinal)
    {
        ["Relu"] = _ => new Op.Relu(),
        ["LeakyRelu"] = call => new Op.LeakyRelu(call.Number("alpha", 0.01)),
        ["Elu"] = call => new Op.Elu(call.Number("alpha", 1)),
        ["Celu"] = call => new Op.Elu(call.Number("alpha", 1), 1, 1 / call.Number("alpha", 1)),
        ["Selu"] = call => new Op.Elu(call.Number("alpha", 1.67326319217681884765625), call.Number("gamma", 1.05070102214813232421875)),
        ["Gelu"] = call => new Op.Gelu(call.Word("approximate", "none") == "tanh"),
        ["Sigmoid"] = _ => new Op.Sigmoid(),
        ["Tanh"] = _ => new Op.Tanh(),
        ["HardSigmoid"] = call => new Op.HardSigmoid(call.Number("alpha", 0.2), call.Number("beta", 0.5)),
        ["HardSwish"] = _ => new Op.HardSwish(),
        ["Mish"] = _ => new Op.Mish(),
        ["Softplus"] = _ => new Op.Softplus(),
        ["Abs"] = _ => new Op.Elementwise(ElementFunction.Abs),
        ["Neg"] = _ => new Op.Elementwise(ElementFunction.Negative),
        ["Reciprocal"] = _ => new Op.Elementwise(ElementFunction.Reciprocal),
        ["Sqrt"] = _ => new Op.Elementwise(ElementFunction.SquareRoot),
        ["Exp"] = _ => new Op.Elementwise(ElementFunction.Exponential),
        ["Log"] = _ => new Op.Elementwise(ElementFunction.Logarithm),
        ["Erf"] = _ => new Op.Elementwise(ElementFunction.ErrorFunction),
    };

    public static Known Clip(ImportContext c, OnnxCall call)
    {
        Known.Computed x = call.Value(0);
        double? least = call.Opset < 11 ? Setting(call, "min") : call.Scalar(1),
            most = call.Opset < 11 ? Setting(call, "max") : call.Scalar(2);
        if (least <= float.MinValue) least = null;
        if (most >= float.MaxValue) most = null;
        Op op = (least, most) switch
        {
            (0.0, null) => new Op.Relu(),
            (0.0, 6.0) => new Op.Relu6(),
            _ => new Op.Clip(least, most),
        };
        return c.Call(call, op, x.Shape, x.Name);
    }

    public static Known Softmax(ImportContext c, OnnxCall call)
    {
        Known.Computed x = call.Value(0);
        int axis = call.Axis(call.Integer("axis", call.Opset < 13 ? 1 : -1), x.Shape.Length);

        // Before version 13 all dimensions from the axis on were one.
        if (call.Opset < 13 && x.Shape[(axis + 1)..].Any(d => !d.IsOne))
            throw call.Wrong("normalises over several dimensions, which is not followed");
        return c.Call(call, call.Node.Operator == "Softmax" ? new Op.Softmax(axis) : new Op.LogSoftmax(axis), x.Shape, x.Name);
    }

    public static Known Dropout(ImportContext c, OnnxCall call)
    {
        Known.Computed x = call.Value(0);
        double ratio = call.Opset < 12 ? call.Number("ratio", 0.5) : call.Scalar(1) ?? 0.5;
        if (ratio is not (>= 0 and < 1)) throw call.Wrong("drops a share that is not 0 to below 1");
        return ratio == 0 ? x : c.Call(call, new Op.Dropout(ratio), x.Shape, x.Name);
    }

    private static double? Setting(OnnxCall call, string name) => call.Node.Attributes.ContainsKey(name) ? call.Number(name, 0) : null;
}
