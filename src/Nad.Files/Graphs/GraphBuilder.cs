using System.Globalization;
using Nad.Files.Checkpoints;

namespace Nad.Files.Graphs;

/// <summary>
/// Writes a <see cref="Graph"/> down, call by call, in PyTorch's order of tensors: each layer takes the place of its keys, such as
/// <c>layer1.0.conv1</c>, and the value before it, and gives the value that it makes.
/// </summary>
public sealed class GraphBuilder
{
    private readonly List<GraphTensor> tensors = [];
    private readonly HashSet<string> named = new(StringComparer.Ordinal);
    private readonly List<GraphNode> nodes = [];
    private readonly HashSet<string> values = new(StringComparer.Ordinal) { Graph.Input };

    /// <summary>Tensors so far.</summary>
    public IReadOnlyList<GraphTensor> Tensors => tensors;

    /// <summary>Adds a stored tensor.</summary>
    /// <returns>Its name.</returns>
    public string Tensor(GraphTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!named.Add(tensor.Name)) throw new ArgumentException($"'{tensor.Name}' is there already.", nameof(tensor));
        tensors.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds a trained tensor of a shape.</summary>
    public string Parameter(string name, params ReadOnlySpan<long> shape) =>
        Tensor(new GraphTensor(name, TensorRole.Parameter, [.. shape]));

    /// <summary>Adds a Float32 tensor of a shape that training changes without gradients.</summary>
    public string Buffer(string name, params ReadOnlySpan<long> shape) => Tensor(new GraphTensor(name, TensorRole.Buffer, [.. shape]));

    /// <summary>Adds numbers that never change.</summary>
    public string Constant(string name, TensorData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Tensor(new GraphTensor(name, TensorRole.Constant, [.. data.Shape], data.Type, data));
    }

    /// <summary>Adds a call.</summary>
    /// <param name="name">
    /// What its result is to be called, such as the layer's place; made unique where it is taken. Taps are shown by it.
    /// </param>
    /// <param name="op">Operator.</param>
    /// <param name="inputs">Values and stored tensors; empty names for optional ones that are absent.</param>
    /// <returns>Name of its result.</returns>
    public string Call(string name, Op op, params ReadOnlySpan<string> inputs)
    {
        ArgumentNullException.ThrowIfNull(op);
        string output = name;
        for (int i = 2; named.Contains(output) || !values.Add(output); i++)
            output = string.Create(CultureInfo.InvariantCulture, $"{name}#{i}");
        nodes.Add(new GraphNode(op, [.. inputs], output));
        return output;
    }

    /// <summary>A square convolution with the keys <c>weight</c> and, where asked for, <c>bias</c>.</summary>
    /// <param name="at">Place of the keys.</param>
    /// <param name="x">Value with <paramref name="inputs"/> channels.</param>
    /// <param name="inputs">Channels before.</param>
    /// <param name="outputs">Channels after.</param>
    /// <param name="kernel">Height and width of the window.</param>
    /// <param name="stride">Step.</param>
    /// <param name="padding">Zeros on each side; null for (kernel − 1)/2.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="bias">Whether there is one.</param>
    public string Conv(
        string at, string x, long inputs, long outputs, int kernel, int stride = 1, int? padding = null, int groups = 1, bool bias = false)
    {
        string weight = Parameter($"{at}.weight", outputs, inputs / groups, kernel, kernel);
        Op.Conv2d op = new(stride, padding ?? (kernel - 1) / 2, groups);
        return bias ? Call(at, op, x, weight, Parameter($"{at}.bias", outputs)) : Call(at, op, x, weight);
    }

    /// <summary>Batch normalisation with PyTorch's five keys.</summary>
    /// <param name="at">Place of the keys.</param>
    /// <param name="x">Value with that many channels.</param>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="momentum">PyTorch's.</param>
    public string BatchNorm(string at, string x, long channels, double epsilon = 1e-5, double momentum = 0.1) => Call(
        at,
        new Op.BatchNorm(epsilon, momentum),
        x,
        Parameter($"{at}.weight", channels),
        Parameter($"{at}.bias", channels),
        Buffer($"{at}.running_mean", channels),
        Buffer($"{at}.running_var", channels),
        Tensor(new GraphTensor($"{at}.num_batches_tracked", TensorRole.Buffer, [], DType.Int64)));

    /// <summary>Normalisation of each image's groups of channels, with the keys <c>weight</c> and <c>bias</c>.</summary>
    public string GroupNorm(string at, string x, long channels, int groups, double epsilon = 1e-5) =>
        Call(at, new Op.GroupNorm(groups, epsilon), x, Parameter($"{at}.weight", channels), Parameter($"{at}.bias", channels));

    /// <summary>Layer normalisation over the last dimension.</summary>
    public string LayerNorm(string at, string x, long size, double epsilon = 1e-5) =>
        Call(at, new Op.LayerNorm(1, epsilon), x, Parameter($"{at}.weight", size), Parameter($"{at}.bias", size));

    /// <summary>A fully connected layer with the keys <c>weight</c> and, unless told otherwise, <c>bias</c>.</summary>
    public string Linear(string at, string x, long inputs, long outputs, bool bias = true)
    {
        string weight = Parameter($"{at}.weight", outputs, inputs);
        return bias ? Call(at, new Op.Linear(), x, weight, Parameter($"{at}.bias", outputs)) : Call(at, new Op.Linear(), x, weight);
    }

    /// <summary>max(x, 0), named after what it rectifies.</summary>
    public string Relu(string x) => Call($"{x}.relu", new Op.Relu(), x);

    /// <summary>a + b, under a name of its own.</summary>
    public string Add(string name, string a, string b) => Call(name, new Op.Add(), a, b);

    /// <summary>N×C×H×W → N×C: means over space.</summary>
    public string GlobalAverage(string x) => Call("pooled", new Op.Mean([2, 3]), x);

    /// <summary>The finished graph.</summary>
    /// <param name="architecture">Its name.</param>
    /// <param name="output">Name of the logits.</param>
    public Graph Build(string architecture, string output)
    {
        Graph graph = new() { Architecture = architecture, Tensors = [.. tensors], Nodes = [.. nodes], Output = output };
        graph.Check();
        return graph;
    }
}
