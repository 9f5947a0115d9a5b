using Nad.Files.Graphs;

namespace Nad.Files.Onnx.Import;

/// <summary>Every ONNX operator that is followed, by name.</summary>
internal static class OnnxOperators
{
    private static readonly Dictionary<string, Func<ImportContext, OnnxCall, Known>> Known = new(StringComparer.Ordinal)
    {
        ["Conv"] = LayerOperators.Conv,
        ["BatchNormalization"] = LayerOperators.BatchNorm,
        ["LayerNormalization"] = LayerOperators.LayerNorm,
        ["InstanceNormalization"] = LayerOperators.InstanceNorm,
        ["PRelu"] = LayerOperators.PRelu,
        ["Gemm"] = LayerOperators.Gemm,
        ["MatMul"] = LayerOperators.MatMul,
        ["Add"] = ArithmeticOperators.Add,
        ["Sub"] = ArithmeticOperators.Subtract,
        ["Mul"] = ArithmeticOperators.Multiply,
        ["Div"] = ArithmeticOperators.Divide,
        ["Max"] = ArithmeticOperators.Maximum,
        ["Min"] = ArithmeticOperators.Minimum,
        ["Sum"] = ArithmeticOperators.Sum,
        ["Pow"] = ArithmeticOperators.Power,
        ["Clip"] = ActivationOperators.Clip,
        ["Softmax"] = ActivationOperators.Softmax,
        ["LogSoftmax"] = ActivationOperators.Softmax,
        ["Dropout"] = ActivationOperators.Dropout,
        ["MaxPool"] = PoolOperators.MaxPool,
        ["AveragePool"] = PoolOperators.AveragePool,
        ["GlobalAveragePool"] = PoolOperators.GlobalAverage,
        ["GlobalMaxPool"] = PoolOperators.GlobalMax,
        ["ReduceMean"] = PoolOperators.Mean,
        ["ReduceSum"] = PoolOperators.Total,
        ["ReduceMax"] = PoolOperators.Largest,
        ["Resize"] = PoolOperators.Resize,
        ["Upsample"] = PoolOperators.Resize,
        ["Reshape"] = MoveOperators.Reshape,
        ["Flatten"] = MoveOperators.Flatten,
        ["Squeeze"] = MoveOperators.Squeeze,
        ["Unsqueeze"] = MoveOperators.Unsqueeze,
        ["Transpose"] = MoveOperators.Transpose,
        ["Concat"] = MoveOperators.Concat,
        ["Gather"] = MoveOperators.Gather,
        ["Slice"] = MoveOperators.Slice,
        ["Expand"] = MoveOperators.Expand,
        ["Pad"] = MoveOperators.Pad,
        ["Shape"] = SizeOperators.Shape,
        ["ConstantOfShape"] = SizeOperators.Fill,
        ["Equal"] = SizeOperators.Equal,
        ["Mod"] = SizeOperators.Modulo,
        ["Where"] = SizeOperators.Where,
        ["Range"] = SizeOperators.Range,
        ["Cast"] = SizeOperators.Cast,

        // An exporter that merges equal tensors says so by this call: each result is a tensor of its own again, under the name that it had.
        ["Identity"] = (_, call) =>
            call[0] is Import.Known.Stored s ? new Import.Known.Stored(s.Tensor with { Name = call.Output, Place = -1 }) : call[0],
    };

    /// <summary>What a call gives.</summary>
    /// <exception cref="UnsupportedInputException">It is not followed; the message names it and says why.</exception>
    public static Known[] Run(ImportContext c, OnnxCall call)
    {
        string op = call.Node.Operator;
        if (op == "Split") return MoveOperators.Split(c, call);
        if (ActivationOperators.Simple.TryGetValue(op, out Func<OnnxCall, Op>? simple))
        {
            return call[0] is not Import.Known.Computed && OnnxCall.AsScalar(call[0]) is { } x && (op is "Sqrt" or "Reciprocal")
                ? [call.Real(op == "Sqrt" ? Math.Sqrt(x) : 1 / x)]
                : [c.Call(call, simple(call), call.Value(0).Shape, call.Value(0).Name)];
        }

        return Known.TryGetValue(op, out Func<ImportContext, OnnxCall, Known>? run) ? [run(c, call)] : throw Unknown(call);
    }

    private static UnsupportedInputException Unknown(OnnxCall call)
    {
        string op = call.Node.Operator, described = call.Node.Described;
        string why = op switch
        {
            "If" or "Loop" or "Scan" =>
                "is control flow, which is not run. Export the network with torch.onnx.export from a model in eval() that does not branch",
            "Sign" or "Round" or "ArgMax" or "ArgMin" or "Floor" or "Ceil" =>
                "has no gradient: the network cannot be trained. Bring the network from before it was binarised",
            "QuantizeLinear" or "DequantizeLinear" or "DynamicQuantizeLinear" or "QLinearConv" or "QLinearMatMul" or "ConvInteger"
                or "MatMulInteger" =>
                "is quantised: the network cannot be trained. Bring the network from before quantisation",
            "Conv" or "ConvTranspose" => "is not followed",
            _ when op.Contains('.', StringComparison.Ordinal) =>
                "is of a set of operators beyond ONNX, made for inference alone. Export the network again from its framework",
            _ => "is not among the operators that can be trained here",
        };
        return new UnsupportedInputException($"The ONNX operator {described} {why}.");
    }
}
