using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Where attention is compared in any network: the last map of each resolution through which everything passes. In a WideResNet these are its groups, in
/// a ResNet its stages.
/// </summary>
/// <remarks>
/// A value is a cut where every path from the images to the logits crosses it. Of the cuts of one resolution the last sum or concatenation is taken (or the
/// activation that alone reads it), else the last that is no expansion in front of a depthwise convolution. Maps of one pixel, and all that comes
/// after them, are no taps: they show nothing.
/// </remarks>
public static class TapRule
{
    /// <summary>Values that every path crosses, in order; without the images and the logits.</summary>
    public static IReadOnlyList<GraphNode> Cuts(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        HashSet<string> live = Live(graph);
        List<GraphNode> nodes = [.. graph.Nodes.Where(n => live.Contains(n.Output))];
        Dictionary<string, int> last = new(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string input in Read(nodes[i])) last[input] = i;
        }

        List<GraphNode> cuts = [];
        int reach = last.GetValueOrDefault(Graph.Input, -1);
        for (int i = 0; i < nodes.Count; i++)
        {
            if (reach <= i && nodes[i].Output != graph.Output) cuts.Add(nodes[i]);
            reach = Math.Max(reach, last.GetValueOrDefault(nodes[i].Output, -1));
        }

        return cuts;
    }

    /// <summary>The taps for images of one size.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="cuts">Its <see cref="Cuts"/>.</param>
    /// <param name="shapes">The shape of each cut for one image.</param>
    /// <returns>Names of values, shallow to deep.</returns>
    public static IReadOnlyList<string> Choose(Graph graph, IReadOnlyList<GraphNode> cuts, IReadOnlyList<IReadOnlyList<long>> shapes)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(cuts);
        ArgumentNullException.ThrowIfNull(shapes);
        ILookup<string, GraphNode> readers = graph.Nodes.SelectMany(n => Read(n).Select(i => (Input: i, Node: n))).ToLookup(p => p.Input, p => p.Node, StringComparer.Ordinal);
        List<(long Height, long Width, string Name)> taps = [];
        bool merged = false;
        for (int i = 0; i < cuts.Count; i++)
        {
            if (shapes[i] is not [_, > 1, var height, var width] || !Makes(cuts[i].Operator)) continue;
            if (height * width == 1) break;
            bool merges = Merges(cuts[i].Operator) || (IsActivation(cuts[i].Operator) && graph.Nodes.Any(n => n.Output == cuts[i].Inputs[0] && Merges(n.Operator)) && readers[cuts[i].Inputs[0]].Count() == 1);
            if (taps.Count == 0 || taps[^1].Height != height || taps[^1].Width != width)
            {
                taps.Add((height, width, cuts[i].Output));
                merged = merges;
            }
            else if (merges || (!merged && !Expands(cuts[i].Output, shapes[i][1], readers)))
            {
                taps[^1] = (height, width, cuts[i].Output);
                merged |= merges;
            }
        }

        return [.. taps.Select(t => t.Name)];
    }

    // On a path from the images to the logits.
    private static HashSet<string> Live(Graph graph)
    {
        HashSet<string> reached = new(StringComparer.Ordinal) { Graph.Input }, live = new(StringComparer.Ordinal) { graph.Output };
        foreach (GraphNode node in graph.Nodes)
        {
            if (Read(node).Any(reached.Contains)) reached.Add(node.Output);
        }

        foreach (GraphNode node in graph.Nodes.Reverse())
        {
            if (!reached.Contains(node.Output) || !live.Contains(node.Output)) live.Remove(node.Output);
            else live.UnionWith(Read(node));
        }

        return live;
    }

    // A class token is repeated as often as there are images, which is no path.
    private static IEnumerable<string> Read(GraphNode node) => node.Operator is Op.ExpandBatch ? node.Inputs.Take(1) : node.Inputs;

    // A pool or a change of shape shows nothing that was not there before.
    private static bool Makes(Op op) => op is Op.Conv2d or Op.BatchNorm or Op.GroupNorm || Merges(op) || IsActivation(op);

    private static bool Merges(Op op) => op is Op.Add or Op.Concat;

    private static bool IsActivation(Op op) =>
        op is Op.Relu or Op.Relu6 or Op.LeakyRelu or Op.Elu or Op.Gelu or Op.Silu or Op.HardSwish or Op.Mish or Op.PRelu or Op.Softplus or Op.Sigmoid or Op.Tanh or Op.Clip;

    // Whether what follows, beyond normalisation and activation, convolves each channel alone: then this map is inside the next block.
    private static bool Expands(string value, long channels, ILookup<string, GraphNode> readers)
    {
        while (readers[value].ToList() is [var reader])
        {
            if (reader.Operator is Op.Conv2d conv) return conv.Groups == channels && channels > 1;
            if (!Makes(reader.Operator) || Merges(reader.Operator)) return false;
            value = reader.Output;
        }

        return false;
    }
}
