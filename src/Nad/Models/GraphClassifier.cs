using Nad.Data;
using Nad.Files.Graphs;
using Nad.Torch;
using Nad.Torch.Graphs;
using Nad.Torch.Modules;
using Nad.Torch.Trunks;

namespace Nad.Models;

/// <summary>Any network that can be written down as a <see cref="Graph"/>, with taps by <see cref="TapRule"/>.</summary>
public sealed class GraphClassifier : Classifier
{
    private const int ProbeSize = 32;

    private readonly GraphRunner runner;
    private readonly GraphNode head;
    private readonly GraphNode lastConvolution;
    private IReadOnlyList<TapMap> taps;
    private (int Height, int Width)? fitted;

    /// <summary>Makes the network; tensors that the graph has no elements for are 0.</summary>
    /// <param name="graph">Gives N×classes logits.</param>
    /// <param name="device">Where it lives; null for the processor.</param>
    /// <exception cref="UnsupportedInputException">The graph is not sound, or ends in no layer of classes.</exception>
    public GraphClassifier(Graph graph, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Graph = graph;
        Device = device ?? Device.Cpu;
        head = HeadOf(graph);
        lastConvolution = graph.Nodes.LastOrDefault(n => n.Operator is Op.Conv2d && n != head)
            ?? throw new UnsupportedInputException(
                $"{Printable.Of(graph.Architecture)} has no convolution, so there are no maps to compare.");
        ClassCount = ClassesOf(graph);
        taps = [];
        runner = new GraphRunner(graph, State, Device);
    }

    /// <summary>What is run.</summary>
    public Graph Graph { get; }

    /// <inheritdoc/>
    public override string Architecture => Graph.Architecture;

    /// <inheritdoc/>
    public override int ClassCount { get; }

    /// <inheritdoc/>
    public override int? InputSize => Graph.Side;

    /// <summary>Chosen by <see cref="Fit"/>, until then for images of <see cref="InputSize"/> or 32 pixels.</summary>
    public override IReadOnlyList<string> TapNames
    {
        get
        {
            if (fitted is null) Fit(InputSize ?? ProbeSize, InputSize ?? ProbeSize);
            return [.. taps.Select(t => t.Name)];
        }
    }

    /// <inheritdoc/>
    public override string Head => head.Inputs[1];

    /// <inheritdoc/>
    public override IReadOnlyList<string> LastChannels => NormAfter(lastConvolution) is { } norm
        ? [.. norm.Inputs.Skip(1).Take(2).Where(i => i.Length > 0)]
        : [.. lastConvolution.Inputs.Skip(1).Where(i => i.Length > 0)];

    /// <inheritdoc/>
    public override Device Device { get; }

    /// <summary>Every map that all paths cross; for <c>nad taps</c>.</summary>
    /// <param name="height">Of the images, pixels.</param>
    /// <param name="width">Of the images, pixels.</param>
    /// <exception cref="UnsupportedInputException">The network takes no such images.</exception>
    public IReadOnlyList<TapMap> Maps(int height, int width) => [.. Found(height, width).Select(m => m.Map)];

    /// <inheritdoc/>
    public override void Fit(int height, int width)
    {
        if (Precision == Precision.BFloat16)
            throw new NadException(
                $"--precision bf16 is for wrn-D-K, but the model is {Printable.Of(Architecture)}. Use --precision fp32.");
        if (fitted == (height, width)) return;
        if (InputSize is { } side && (height != side || width != side))
        {
            throw new UnsupportedInputException(
                $"{Printable.Of(Architecture)} takes {side}x{side} images, but these are {width}x{height}.");
        }

        IReadOnlyList<TapMap> found = TapRule.Choose(Graph, Found(height, width));
        if (found.Count == 0)
            throw new UnsupportedInputException(
                $"{Printable.Of(Architecture)} has no map larger than one pixel for {width}x{height} images, so no attention can be "
                + "compared. Use larger images.");
        taps = found;
        fitted = (height, width);
    }

    /// <summary>Makes taps of further maps that every path crosses (<see cref="Maps"/>), beside those that the rule chose.</summary>
    /// <param name="names">Names of maps; others are left to who asks for them.</param>
    public void TapAlso(IEnumerable<string> names)
    {
        HashSet<string> wanted = new(names, StringComparer.Ordinal);
        wanted.UnionWith(TapNames);
        taps = [.. Maps(fitted!.Value.Height, fitted.Value.Width).Where(m => wanted.Contains(m.Name))];
    }

    /// <inheritdoc/>
    public override Activations Forward(Tensor images, Mode mode, TapForm taps = TapForm.Features)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (taps == TapForm.None) return new Activations([], runner.Run(images, mode, [Graph.Output])[0]);
        Tensor[] values = runner.Run(images, mode, [.. TapNames, Graph.Output]);
        return new Activations(Taken(values[..^1], taps), values[^1]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Groups(Tensor images, Mode mode, TapForm taps = TapForm.Features)
    {
        ArgumentNullException.ThrowIfNull(images);
        return taps == TapForm.None ? [] : Taken(runner.Run(images, mode, TapNames), taps);
    }

    /// <inheritdoc/>
    public override Tensor Features(Tensor images, Mode mode)
    {
        ArgumentNullException.ThrowIfNull(images);
        Tensor features = runner.Run(images, mode, [head.Inputs[0]])[0];
        return features.Dimensions == 4 ? features.Mean([2, 3]) : features;
    }

    /// <summary>Values of the graph, by name, in inference; owned by the current scope.</summary>
    internal Tensor[] Values(Tensor images, IReadOnlyList<string> names) => runner.Run(images, Mode.Inference, names);

    /// <inheritdoc/>
    public override Tensor LastResponse(Tensor images, Classifier silenced)
    {
        ArgumentNullException.ThrowIfNull(images);
        return runner.Run(images, Mode.Inference, [(NormAfter(lastConvolution) ?? lastConvolution).Output])[0].Mean([2, 3]);
    }

    /// <summary>
    /// Weights of convolutions ~ N(0, 2/(k²·O)); of matrices ~ U(−1/√I, 1/√I); normalisation 1 and 0; biases 0; tables of tokens ~ N(0,
    /// 0.02²).
    /// </summary>
    public override void Initialise(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        GraphStart.Fill(Graph, State, random);
    }

    /// <summary>Classes that a network tells apart: rows of the weight of its last layer.</summary>
    /// <exception cref="UnsupportedInputException">It ends in no layer of classes.</exception>
    public static int ClassesOf(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        GraphNode head = HeadOf(graph);
        GraphTensor weight = graph.Tensors.First(t => t.Name == head.Inputs[1]);
        return checked((int)(head.Operator is Op.MatMul ? weight.Shape[^1] : weight.Shape[0]));
    }

    /// <inheritdoc/>
    protected override Classifier CreateTwin() => new GraphClassifier(Graph, Device) { taps = taps, fitted = fitted };

    /// <inheritdoc/>
    protected override void Release() => runner.Dispose();

    // Back from the logits to the layer that makes them.
    private static GraphNode HeadOf(Graph graph)
    {
        Dictionary<string, GraphNode> makers = graph.Nodes.ToDictionary(n => n.Output, StringComparer.Ordinal);
        HashSet<string> stored = [.. graph.Tensors.Select(t => t.Name)];
        string value = graph.Output;
        while (makers.TryGetValue(value, out GraphNode? node))
        {
            if (node.Operator is Op.Linear or Op.Conv2d or Op.MatMul && stored.Contains(node.Inputs[1])) return node;
            value = node.Inputs.FirstOrDefault(makers.ContainsKey) ?? "";
        }

        throw new UnsupportedInputException(
            $"{Printable.Of(graph.Architecture)} does not end in a layer with a weight for each class, so it is no classifier.");
    }

    private GraphNode? NormAfter(GraphNode conv) =>
        Graph.Nodes.FirstOrDefault(n => n.Operator is Op.BatchNorm && n.Inputs[0] == conv.Output);

    private IReadOnlyList<(GraphNode Node, TapMap Map)> Found(int height, int width)
    {
        IReadOnlyList<GraphNode> cuts = TapRule.Cuts(Graph);
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Tensor blank = Tensor.ChannelsLast(1, 3, height, width).FillInPlace(0);
        try
        {
            Tensor[] values = runner.Run(
                Device.IsCpu ? blank : blank.To(Device, DType.Float32), Mode.Inference, [.. cuts.Select(c => c.Output), Graph.Output]);
            return TapRule.Maps(cuts, [.. values.SkipLast(1).Select(t => t.Shape)]);
        }
        catch (TorchException e)
        {
            throw new UnsupportedInputException(
                $"{Printable.Of(Architecture)} cannot take {width}x{height} images: {Printable.Of(e.Message)}");
        }
    }

    private Tensor[] Taken(Tensor[] values, TapForm form)
    {
        Tensor[] maps = [.. taps.Zip(values, (tap, value) => tap.Of(value))];
        return form == TapForm.Squares ? Array.ConvertAll(maps, f => (f * f).Sum([1])) : maps;
    }
}
