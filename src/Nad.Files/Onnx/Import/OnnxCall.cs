using System.Globalization;

namespace Nad.Files.Onnx.Import;

/// <summary>One call of the file with what is known of its inputs.</summary>
internal sealed class OnnxCall(OnnxNode node, int index, long opset, IReadOnlyList<Known?> inputs)
{
    /// <summary>The call.</summary>
    public OnnxNode Node => node;

    /// <summary>Its place in the file.</summary>
    public int Index => index;

    /// <summary>Version of the operators.</summary>
    public long Opset => opset;

    /// <summary>How many inputs are written down, absent ones included.</summary>
    public int Count => inputs.Count;

    /// <summary>Name of the first result.</summary>
    public string Output => node.Outputs[0];

    /// <summary>Whether an input is there.</summary>
    public bool Has(int i) => i < inputs.Count && inputs[i] is not null;

    /// <summary>What is known of an input.</summary>
    public Known this[int i] =>
        i < inputs.Count && inputs[i] is { } known
            ? known
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"lacks its input {i}"));

    /// <summary>A whole number among the settings.</summary>
    public long Integer(string name, long otherwise) =>
        node.Attributes.TryGetValue(name, out OnnxAttribute? a) && a.Integer is { } i ? i : otherwise;

    /// <summary>A number among the settings.</summary>
    public double Number(string name, double otherwise) =>
        node.Attributes.TryGetValue(name, out OnnxAttribute? a) && a.Number is { } f ? f : otherwise;

    /// <summary>A word among the settings.</summary>
    public string Word(string name, string otherwise) =>
        node.Attributes.TryGetValue(name, out OnnxAttribute? a) && a.Text is { } t ? t : otherwise;

    /// <summary>Whole numbers among the settings; null if they are not there.</summary>
    public long[]? Integers(string name) =>
        node.Attributes.TryGetValue(name, out OnnxAttribute? a) && a.Integers.Count > 0 ? [.. a.Integers] : null;

    /// <summary>Whole numbers that older versions write as a setting and newer ones as an input; null if they are nowhere.</summary>
    public long[]? Integers(string name, int input) => Has(input) ? Fixed(input) : Integers(name);

    /// <summary>An input as whole numbers without the batch.</summary>
    public long[] Fixed(int i) => this[i] switch
    {
        Known.Stored s when s.Tensor.Count <= SizeOperators.Most => s.Tensor.Integers(),
        Known.Numbers n when n.Values.All(v => !v.Batch) => Array.ConvertAll(n.Values, v => v.Size),
        _ => throw Wrong(string.Create(CultureInfo.InvariantCulture, $"has an input {i} that is not fixed")),
    };

    /// <summary>An input as sizes.</summary>
    public Known.Numbers Sizes(int i) =>
        AsNumbers(this[i]) ?? throw Wrong(string.Create(CultureInfo.InvariantCulture, $"has an input {i} that is not fixed"));

    /// <summary>An input as one number; null if it is absent.</summary>
    public double? Scalar(int i) =>
        !Has(i)
            ? null
            : AsScalar(this[i]) ?? throw Wrong(string.Create(CultureInfo.InvariantCulture, $"has an input {i} that is not one number"));

    /// <summary>An input that is computed from images.</summary>
    public Known.Computed Value(int i) =>
        this[i] as Known.Computed
        ?? throw Wrong(string.Create(CultureInfo.InvariantCulture, $"has an input {i} that does not depend on the image"));

    /// <summary>An input that is a tensor of the file.</summary>
    public Known.Stored Tensor(int i) =>
        this[i] as Known.Stored
        ?? throw Wrong(string.Create(CultureInfo.InvariantCulture, $"has an input {i} that is not stored in the file"));

    /// <summary>A dimension counted from the front.</summary>
    public int Axis(long axis, int rank)
    {
        long from = axis < 0 ? axis + rank : axis;
        return from >= 0 && from < rank
            ? (int)from
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"names the dimension {axis} of {rank}"));
    }

    /// <summary>A number that this call makes of numbers.</summary>
    public Known.Real Real(double value) =>
        double.IsFinite(value) ? new Known.Real(value) : throw Wrong("makes a number of sizes that is not finite");

    /// <summary>The error that this call cannot be followed.</summary>
    public UnsupportedInputException Wrong(string why) =>
        new($"The ONNX operator {node.Described} {why}. Export the network again: {OnnxAdvice.Export}");

    internal static Known.Numbers? AsNumbers(Known known) => known switch
    {
        Known.Numbers n => n,
        Known.Stored { Tensor.Type: DType.Int64 or DType.Int32 or DType.Bool or DType.UInt8 or DType.Int8 or DType.Int16 } s
            when s.Tensor.Count <= SizeOperators.Most =>
            new(Array.ConvertAll(s.Tensor.Integers(), v => new Dim(v)), s.Tensor.Shape),
        _ => null,
    };

    internal static double? AsScalar(Known known) => known switch
    {
        Known.Stored { Tensor.Count: 1 } s => s.Tensor.Numbers()[0],
        Known.Numbers { Values: [{ Batch: false } one] } => one.Size,
        Known.Real r => r.Value,
        _ => null,
    };
}
