using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Nad.Files.Checkpoints;
using Nad.Files.Graphs;
using Nad.Torch;

namespace Nad.Models;

/// <summary>What happens to RGB pixels in [0, 1] before the network sees them: (x − mean)/std for each channel, of RGB or BGR.</summary>
/// <param name="Name">Where it comes from, such as <c>imagenet</c>.</param>
/// <param name="Mean">Three numbers, in the order of the channels that the network takes.</param>
/// <param name="Std">Three numbers above 0.</param>
/// <param name="Bgr">Whether the network takes blue first.</param>
public sealed record Preprocessing(string Name, ImmutableArray<double> Mean, ImmutableArray<double> Std, bool Bgr = false)
{
    private const string Place = "preprocessing";

    /// <summary>Pixels as they are.</summary>
    public static Preprocessing None { get; } = new("none", [0, 0, 0], [1, 1, 1]);

    /// <summary>Whether the network takes pixels as they are.</summary>
    public bool IsNone => !Bgr && Mean.All(m => m == 0) && Std.All(s => s == 1);

    /// <summary>In one line, such as <c>imagenet (mean 0.485, 0.456, 0.406; std 0.229, 0.224, 0.225)</c>.</summary>
    public string Describe() =>
        IsNone ? "none (pixels in [0, 1], RGB)" : $"{Name} (mean {List(Mean)}; std {List(Std)}{(Bgr ? "; BGR" : "")})";

    /// <summary>The same for images, where the network is no graph.</summary>
    /// <param name="images">N×3×H×W, Float32 RGB in [0, 1].</param>
    public Tensor Apply(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (IsNone) return images;
        Tensor x = Bgr ? images.Select(1, Tensor.From([2L, 1, 0], 3).Like(images)) : images;
        return (x - Channels(Mean)) / Channels(Std);

        Tensor Channels(ImmutableArray<double> numbers) =>
            Tensor.From([.. numbers.Select(n => (float)n)], 1, numbers.Length, 1, 1).Like(images);
    }

    /// <summary>The network with this in front of it.</summary>
    public Graph Before(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (IsNone) return graph;
        List<GraphTensor> tensors = [];
        List<GraphNode> nodes = [];
        string x = Graph.Input;
        if (Bgr)
        {
            tensors.Add(Constant("order", DType.Int64, MemoryMarshal.AsBytes<long>([2, 1, 0]), [3]));
            Add("channels", new Op.Gather(1), "order");
        }

        if (Mean.Any(m => m != 0))
        {
            tensors.Add(Floats("mean", Mean));
            Add("centred", new Op.Subtract(), "mean");
        }

        if (Std.Any(s => s != 1))
        {
            tensors.Add(Floats("std", Std));
            Add("scaled", new Op.Divide(), "std");
        }

        return graph with
        {
            Tensors = [.. graph.Tensors, .. tensors],
            Nodes = [.. nodes, .. graph.Nodes.Select(n => n with { Inputs = [.. n.Inputs.Select(i => i == Graph.Input ? x : i)] })],
        };

        void Add(string name, Op op, string operand)
        {
            nodes.Add(new GraphNode(op, [x, $"{Place}.{operand}"], $"{Place}.{name}"));
            x = $"{Place}.{name}";
        }
    }

    private static GraphTensor Floats(string name, ImmutableArray<double> numbers) =>
        Constant(name, DType.Float32, MemoryMarshal.AsBytes<float>([.. numbers.Select(n => (float)n)]), [1, numbers.Length, 1, 1]);

    private static GraphTensor Constant(string name, DType type, ReadOnlySpan<byte> bytes, long[] shape) =>
        new($"{Place}.{name}", TensorRole.Constant, [.. shape], type, new TensorData(type, shape, bytes.ToArray()));

    private static string List(ImmutableArray<double> numbers) =>
        string.Join(", ", numbers.Select(n => n.ToString("0.####", CultureInfo.InvariantCulture)));
}
