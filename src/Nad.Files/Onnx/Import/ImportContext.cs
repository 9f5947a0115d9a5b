using System.Globalization;
using Nad.Files.Checkpoints;
using Nad.Files.Graphs;

namespace Nad.Files.Onnx.Import;

/// <summary>What the operators write into while a network is read: the graph so far, and where each of its tensors came from.</summary>
/// <param name="place">Bytes that all tensors of the graph may have together.</param>
internal sealed class ImportContext(long place)
{
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> shared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Known.Computed From, long[] Order)> permuted = new(StringComparer.Ordinal);
    private readonly List<OnnxUse> uses = [];
    private int constants;
    private long taken;

    /// <summary>The graph.</summary>
    public GraphBuilder Graph { get; } = new();

    /// <summary>Where the graph's tensors came from.</summary>
    public IReadOnlyList<OnnxUse> Uses => uses;

    /// <summary>Adds an operator.</summary>
    public Known.Computed Call(OnnxCall call, Op op, Dim[] shape, params string[] inputs) =>
        new(Graph.Call(Name(call.Output), op, inputs), shape);

    /// <summary>
    /// A stored tensor as an input of a call. A matrix or kernel that several calls read is one tensor: its network ties them. A vector is
    /// one tensor a call: exporters merge vectors that happen to be equal, such as those of fresh batch norms.
    /// </summary>
    public string Weight(OnnxCall call, int input, TensorRole role)
    {
        OnnxTensor tensor = call.Tensor(input).Tensor;
        bool ties = tensor.Shape.Count(s => s > 1) > 1;
        if (role != TensorRole.Constant && tensor.Type != DType.Float32)
        {
            throw call.Wrong($"has weights of type {tensor.Type}; only 32-bit floating point is trained");
        }

        if (ties && shared.TryGetValue($"{role} {tensor.Name}", out string? known)) return known;
        if ((taken += tensor.Content.Length) > place)
            throw new RefusedFileException(
                $"The ONNX file reads '{Printable.Of(tensor.Name)}' and others so often that the network is much larger than the file.");
        bool first = used.Add(tensor.Name);
        string name = first ? tensor.Name : string.Create(CultureInfo.InvariantCulture, $"{tensor.Name}#{call.Index}.{input}");
        name = Graph.Tensor(new GraphTensor(Name(name), role, [.. tensor.Shape], tensor.Type, tensor.Data()));
        uses.Add(new OnnxUse(name, tensor.Name, first ? -1 : call.Index, first ? -1 : input));
        if (ties) shared[$"{role} {tensor.Name}"] = name;
        return name;
    }

    /// <summary>A constant that is not in the file, such as a table of indices.</summary>
    public string Constant(long[] values, params long[] shape)
    {
        byte[] bytes = new byte[8L * values.Length];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return Graph.Constant(
            string.Create(CultureInfo.InvariantCulture, $"constant#{constants++}"),
            new TensorData(DType.Int64, shape.Length == 0 ? [values.Length] : shape, bytes));
    }

    /// <summary>
    /// A value of the graph for an input: computed ones as they are, stored ones as parameters, or as constants next to the pixels.
    /// </summary>
    public string Operand(OnnxCall call, int input, bool besidePixels) => call[input] switch
    {
        Known.Computed c => c.Name,
        Known.Stored { Tensor.Type: DType.Float32 } => Weight(call, input, besidePixels ? TensorRole.Constant : TensorRole.Parameter),
        _ => throw call.Wrong(string.Create(CultureInfo.InvariantCulture, $"has an input {input} of a kind that is not computed with")),
    };

    /// <summary>The value with its sizes changed: the batch stays where it is, or goes where no other size is open.</summary>
    public Known.Computed Reshape(OnnxCall call, Known.Computed x, Dim[] target)
    {
        if (x.Shape.AsSpan().SequenceEqual(target)) return x;
        long[] sizes = new long[target.Length];
        int open = -1;
        for (int i = 0; i < target.Length; i++)
        {
            sizes[i] = target[i].Size;
            if (!target[i].Batch) continue;
            sizes[i] = i < x.Shape.Length && x.Shape[i] == target[i] ? 0 : -1;
            if (sizes[i] == -1 && open >= 0) throw call.Wrong("makes two sizes that depend on the batch");
            if (sizes[i] == -1) open = i;
        }

        return Call(call, new Op.Reshape([.. sizes]), target, x.Name) with { Pixels = x.Pixels };
    }

    /// <summary>The dimensions in another order; two orders that undo each other are none.</summary>
    public Known.Computed Permute(OnnxCall call, Known.Computed x, long[] order)
    {
        if (permuted.TryGetValue(x.Name, out (Known.Computed From, long[] Order) before)
            && order.Select((o, i) => before.Order[o] == i).All(same => same))
            return before.From;

        Known.Computed result =
            Call(call, new Op.Permute([.. order]), Array.ConvertAll(order, o => x.Shape[o]), x.Name) with { Pixels = x.Pixels };
        permuted[result.Name] = (x, order);
        return result;
    }

    // A name that the image has is not free for anything else.
    private static string Name(string name) => name == Graphs.Graph.Input ? "input#value" : name.Length > 0 ? name : "value";
}
