namespace Nad.Files.Onnx;

/// <summary>An ONNX file as data: what it says, before anything is understood.</summary>
/// <param name="IrVersion">Version of the container; 3 is the oldest that is read.</param>
/// <param name="Producer">Exporter, such as <c>pytorch 1.13.1</c>; untrusted text.</param>
/// <param name="Opset">Version of the standard operators, 7 to 21.</param>
/// <param name="Nodes">Calls, in the file's order.</param>
/// <param name="Tensors">Initialisers, in the file's order; their names are unique.</param>
/// <param name="Inputs">Values that are given from outside, without the initialisers.</param>
/// <param name="Outputs">Names of the results.</param>
/// <param name="Metadata">Texts that the exporter added; untrusted.</param>
/// <param name="Domains">Sets of operators beside the standard one.</param>
public sealed record OnnxModel(
    long IrVersion, string Producer, long Opset, IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<OnnxTensor> Tensors,
    IReadOnlyList<OnnxInput> Inputs, IReadOnlyList<string> Outputs, IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<string> Domains)
{
    /// <summary>Names of the files beside the model that hold weights.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];
}

/// <summary>One call of an operator.</summary>
/// <param name="Name">Name of the call; may be empty.</param>
/// <param name="Operator">Such as <c>Conv</c>.</param>
/// <param name="Inputs">Names of values; an empty one is an optional input that is absent.</param>
/// <param name="Outputs">Names of the results.</param>
/// <param name="Attributes">Settings by name.</param>
public sealed record OnnxNode(
    string Name,
    string Operator,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, OnnxAttribute> Attributes)
{
    /// <summary>The call in words for a message, such as <c>Conv 'layer1.conv'</c>.</summary>
    public string Described =>
        Printable.Of(Name.Length > 0 ? $"{Operator} '{Name}'" : $"{Operator} that makes '{(Outputs.Count > 0 ? Outputs[0] : "")}'");
}

/// <summary>A setting of a call; one of the values is there.</summary>
/// <param name="Integer">A whole number.</param>
/// <param name="Number">A number.</param>
/// <param name="Text">A text.</param>
/// <param name="Integers">Whole numbers.</param>
/// <param name="Numbers">Numbers.</param>
/// <param name="Tensor">A tensor.</param>
public sealed record OnnxAttribute(
    long? Integer, float? Number, string? Text, IReadOnlyList<long> Integers, IReadOnlyList<float> Numbers, OnnxTensor? Tensor)
{
    /// <summary>Whether it holds a graph: control flow, which is not run.</summary>
    public bool IsGraph { get; init; }
}

/// <summary>A value that is given from outside.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Sizes; null for one that the file leaves open, such as the batch.</param>
public sealed record OnnxInput(string Name, IReadOnlyList<long?> Shape);
