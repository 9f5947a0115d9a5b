using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Where attention is compared in any network: the last map of each resolution through which everything passes. In a WideResNet these are
/// its groups, in a ResNet its stages.
/// </summary>
/// <remarks>
/// A value is a cut where every path from the images to the logits crosses it. Of the cuts of one resolution the last sum or concatenation
/// is taken (or the activation that alone reads it), else the last that is no expansion in front of a depthwise convolution. Maps of one
/// pixel, and all that comes after them, are no taps: they show nothing. Tokens have one resolution: of a transformer the blocks after a
/// quarter, a half and three quarters of the depth are taken and the last but one. The last block is never: behind a class token nothing
/// reads its other tokens.
/// </remarks>
public static class TapRule
{
    // A class token, one of distillation, and up to four registers.
    private const int MostExtraTokens = 6;

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

    /// <summary>Those cuts that are maps, for images of one size.</summary>
    /// <param name="cuts">Of a network, as <see cref="Cuts"/> gives them.</param>
    /// <param name="shapes">The shape of each cut for one image.</param>
    public static IReadOnlyList<(GraphNode Node, TapMap Map)> Maps(IReadOnlyList<GraphNode> cuts, IReadOnlyList<IReadOnlyList<long>> shapes)
    {
        ArgumentNullException.ThrowIfNull(cuts);
        ArgumentNullException.ThrowIfNull(shapes);
        List<(GraphNode, TapMap)> maps = [];
        bool channelsLast = false;
        TapMap? embedding = null;        // the map whose pixels became tokens
        for (int i = 0; i < cuts.Count; i++)
        {
            // On the one path that everything takes, the order of dimensions changes by permutations alone.
            if (cuts[i].Operator is Op.Permute { Order: [0, 2, 3, 1] }) channelsLast = true;
            if (cuts[i].Operator is Op.Permute { Order: [0, 3, 1, 2] } or Op.Conv2d) channelsLast = false;
            TapMap? map = shapes[i] switch
            {
                [_, var h, var w, var c] when channelsLast => new TapMap(cuts[i].Output, TapLayout.ChannelsLast, c, h, w),
                [_, var c, var h, var w] => new TapMap(cuts[i].Output, TapLayout.ChannelsFirst, c, h, w),
                [_, var t, var c] when embedding is { } e && c == e.Channels
                    && t - (e.Height * e.Width) is >= 0 and <= MostExtraTokens and var extra =>
                    new TapMap(cuts[i].Output, TapLayout.Tokens, c, e.Height, e.Width, (int)extra),
                _ => null,
            };
            if (map is null) continue;
            if (map.Layout == TapLayout.ChannelsFirst) embedding = map;
            maps.Add((cuts[i], map));
        }

        return maps;
    }

    /// <summary>The taps for images of one size.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="maps">Its <see cref="Maps"/>.</param>
    /// <returns>Shallow to deep.</returns>
    public static IReadOnlyList<TapMap> Choose(Graph graph, IReadOnlyList<(GraphNode Node, TapMap Map)> maps)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(maps);
        ILookup<string, GraphNode> readers = graph.Nodes
            .SelectMany(n => Read(n).Select(i => (Input: i, Node: n)))
            .ToLookup(p => p.Input, p => p.Node, StringComparer.Ordinal);
        List<TapMap> taps = [];
        bool merged = false;
        foreach ((GraphNode node, TapMap map) in maps)
        {
            if (map.Layout == TapLayout.Tokens || map.Channels < 2 || !Makes(node.Operator)) continue;
            if (map.Height * map.Width == 1) break;
            bool merges = Merges(node.Operator)
                || (IsActivation(node.Operator) && graph.Nodes.Any(n => n.Output == node.Inputs[0] && Merges(n.Operator))
                    && readers[node.Inputs[0]].Count() == 1);
            if (taps.Count == 0 || taps[^1].Height != map.Height || taps[^1].Width != map.Width)
            {
                taps.Add(map);
                merged = merges;
            }
            else if (merges || (!merged && !Expands(node.Output, map.Channels, readers)))
            {
                taps[^1] = map;
                merged |= merges;
            }
        }

        List<TapMap> blocks = Depths(Blocks(graph, maps));
        // The map that became tokens is the same picture, before any block saw it.
        if (blocks.Count > 0 && taps.Count > 0 && (taps[^1].Height, taps[^1].Width) == (blocks[0].Height, blocks[0].Width))
            taps.RemoveAt(taps.Count - 1);
        return [.. taps, .. blocks];
    }

    // What the blocks of a transformer give: of the sums between one attention and the next, the last.
    private static List<TapMap> Blocks(Graph graph, IReadOnlyList<(GraphNode Node, TapMap Map)> maps)
    {
        Dictionary<string, TapMap> sums =
            maps.Where(m => m.Map.Layout == TapLayout.Tokens && m.Map.Height * m.Map.Width > 1 && m.Node.Operator is Op.Add)
                .ToDictionary(m => m.Map.Name, m => m.Map, StringComparer.Ordinal);
        List<TapMap> blocks = [];
        TapMap? last = null;
        bool attended = false;
        foreach (GraphNode node in graph.Nodes)
        {
            if (node.Operator is Op.Softmax)
            {
                if (attended && last is not null) blocks.Add(last);
                (attended, last) = (true, null);
            }

            if (sums.TryGetValue(node.Output, out TapMap? sum)) last = sum;
        }

        if (attended && last is not null) blocks.Add(last);
        return blocks;
    }

    private static List<TapMap> Depths(List<TapMap> blocks)
    {
        int n = blocks.Count;
        int[] places = [(n / 4) - 1, (n / 2) - 1, (3 * n / 4) - 1, n - 2];
        return [.. places.Where(p => p >= 0 && p < n - 1).Distinct().Order().Select(p => blocks[p])];
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
        op is Op.Relu or Op.Relu6 or Op.LeakyRelu or Op.Elu or Op.Gelu or Op.Silu or Op.HardSwish or Op.Mish or Op.PRelu or Op.Softplus
            or Op.Sigmoid or Op.Tanh or Op.Clip;

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
