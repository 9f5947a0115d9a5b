using Nad.Files.Graphs;
using Nad.Models;

namespace Nad.Audit;

/// <summary>A convolution and the normalisation that reads its output and nothing else: names of their tensors.</summary>
/// <param name="Weight">O×I×k×k.</param>
/// <param name="Scale">O, of the normalisation.</param>
/// <param name="Shift">O.</param>
/// <param name="Variance">O, running.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record ChannelPair(string Weight, string Scale, string Shift, string Variance, double Epsilon)
{
    /// <summary>
    /// The pairs of a network by its data flow, never by the order of its layers: where a normalisation reads a sum, as at the end of a
    /// residual block, no convolution is its own.
    /// </summary>
    public static IReadOnlyList<ChannelPair> Of(Classifier model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model is GraphClassifier graph ? [.. OfGraph(graph.Graph)] : [.. OfWideResNet(model.State.ParameterNames)];
    }

    /// <summary>Scales and shifts of every normalisation.</summary>
    public static IReadOnlyList<(string Scale, string Shift)> Normalisations(Classifier model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model is GraphClassifier graph
            ? [.. graph.Graph.Nodes
                .Where(n => n.Operator is Op.BatchNorm && n.Inputs[1].Length > 0 && n.Inputs[2].Length > 0)
                .Select(n => (n.Inputs[1], n.Inputs[2])).Distinct()]
            : [.. model.State.ParameterNames
                .Where(n => n.Contains("bn", StringComparison.Ordinal) && n.EndsWith(".weight", StringComparison.Ordinal))
                .Select(n => (n, n[..^6] + "bias"))];
    }

    /// <summary>
    /// The Lipschitz constants of the channels: L_c = σ_max(W_c as I × k·k)·|γ_c|/√(v_c + ε).
    /// </summary>
    /// <remarks>Source: Zheng et al., "Data-free backdoor removal based on channel Lipschitzness", ECCV 2022.</remarks>
    public double[] Lipschitz(Classifier model)
    {
        ArgumentNullException.ThrowIfNull(model);
        float[] weight = model.State[Weight].ToFloats(), scale = model.State[Scale].ToFloats(), variance = model.State[Variance].ToFloats();
        IReadOnlyList<long> shape = model.State[Weight].Shape;
        int inputs = (int)shape[1], taps = (int)(shape[2] * shape[3]);
        return
        [.. Enumerable.Range(0, (int)shape[0]).Select(c =>
            LargestSingularValue.Of(
                weight.AsSpan(c * inputs * taps, inputs * taps), inputs, taps) * Math.Abs(scale[c]) / Math.Sqrt(variance[c] + Epsilon))];
    }

    private static IEnumerable<ChannelPair> OfGraph(Graph graph)
    {
        Dictionary<string, GraphNode> convolutions =
            graph.Nodes.Where(n => n.Operator is Op.Conv2d).ToDictionary(n => n.Output, StringComparer.Ordinal);
        foreach (GraphNode norm in graph.Nodes)
        {
            if (norm.Operator is not Op.BatchNorm settings || !convolutions.TryGetValue(norm.Inputs[0], out GraphNode? conv)) continue;
            if (norm.Inputs[1].Length > 0 && norm.Inputs[2].Length > 0)
                yield return new ChannelPair(conv.Inputs[1], norm.Inputs[1], norm.Inputs[2], norm.Inputs[4], settings.Epsilon);
        }
    }

    // bn2 reads conv1 of its block; the first bn1 reads conv1 of the network; every other bn1 reads a sum.
    private static IEnumerable<ChannelPair> OfWideResNet(IReadOnlyList<string> names)
    {
        const double epsilon = 1e-5;
        yield return Pair("conv1", "block1.layer.0.bn1");
        foreach (string name in names)
        {
            if (!name.EndsWith(".bn2.weight", StringComparison.Ordinal)) continue;
            string block = name[..^".bn2.weight".Length];
            yield return Pair($"{block}.conv1", $"{block}.bn2");
        }

        static ChannelPair Pair(string conv, string norm) =>
            new($"{conv}.weight", $"{norm}.weight", $"{norm}.bias", $"{norm}.running_var", epsilon);
    }
}
