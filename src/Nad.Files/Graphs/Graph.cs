using System.Collections.Immutable;

namespace Nad.Files.Graphs;

/// <summary>
/// A network as data: operator calls over named values, and the tensors that they read. Whatever format a network comes in, its reader only
/// builds one of these; <c>GraphRunner</c> runs it.
/// </summary>
public sealed record Graph
{
    /// <summary>Name of the value that holds the images, N×C×H×W Float32.</summary>
    public const string Input = "input";

    /// <summary>Name of the architecture, such as <c>resnet18</c>, or of what the file says it is.</summary>
    public required string Architecture { get; init; }

    /// <summary>The only height and width of the images, in pixels, where the layers allow no other; null for any.</summary>
    public int? Side { get; init; }

    /// <summary>Stored tensors, in the order of the file.</summary>
    public required ImmutableArray<GraphTensor> Tensors { get; init; }

    /// <summary>Calls, in an order in which every input stands before it is read.</summary>
    public required ImmutableArray<GraphNode> Nodes { get; init; }

    /// <summary>Name of the value that holds the logits, N×classes, before any softmax.</summary>
    public required string Output { get; init; }

    /// <summary>
    /// Checks that every name is defined once and before it is read, and that every operator has as many inputs as it needs.
    /// </summary>
    /// <exception cref="UnsupportedInputException">It is not so; the first such place is named.</exception>
    public void Check()
    {
        HashSet<string> known = new(StringComparer.Ordinal) { Input };
        foreach (GraphTensor tensor in Tensors)
        {
            if (tensor.Name.Length == 0 || !known.Add(tensor.Name))
                throw Wrong($"has two tensors named '{tensor.Name}', or one without a name");
            if (tensor.Role == TensorRole.Constant && tensor.Data is null) throw Wrong($"has no elements for its constant '{tensor.Name}'");
            if (tensor.Role == TensorRole.Parameter && tensor.Type != DType.Float32)
                throw Wrong($"trains '{tensor.Name}', whose elements are {tensor.Type}");
        }

        foreach (GraphNode node in Nodes)
        {
            string what = $"{node.Operator.Name} that makes '{node.Output}'";
            (int least, int most) = node.Operator.Arity;
            if (node.Inputs.Length < least || node.Inputs.Length > most)
                throw Wrong($"gives {node.Inputs.Length} inputs to the {what}, which takes {least} to {most}");
            for (int i = 0; i < node.Inputs.Length; i++)
            {
                string name = node.Inputs[i];
                if (name.Length == 0 ? !node.Operator.MayMiss(i) : !known.Contains(name))
                    throw Wrong($"reads '{name}' in the {what} before it is there");
            }

            if (node.Output.Length == 0 || !known.Add(node.Output)) throw Wrong($"defines '{node.Output}' twice");
        }

        if (!known.Contains(Output)) throw Wrong($"never makes its output '{Output}'");
    }

    private UnsupportedInputException Wrong(string what) => new(Printable.Of($"The network {Architecture} {what}.", 400));
}
