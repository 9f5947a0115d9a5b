using System.Collections.Immutable;
using System.Globalization;
using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// ResNets with normalisation before each convolution (He et al., "Identity Mappings in Deep Residual Networks", ECCV 2016), as
/// BackdoorBench trains them: no normalisation after the last block, unless there is a key for one.
/// </summary>
internal sealed class PreActResNetFamily : GraphFamily
{
    private static readonly Dictionary<string, int[]> Designs = new(StringComparer.Ordinal)
    {
        ["preactresnet18"] = [2, 2, 2, 2],
        ["preactresnet34"] = [3, 4, 6, 3],
    };

    public override string Family => "PreActResNet";

    public override string Reads => "BackdoorBench's, with and without a normalisation at the end";

    public override IReadOnlyList<string> Names => [.. Designs.Keys];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (!s.Has("conv1.weight") || !s.Has("layer1.0.bn1.weight") || s.Has("bn1.weight") || s.Has("layer1.0.conv3.weight")) yield break;
        string head = s.Has("linear.weight") ? "linear" : "fc";
        int stages = s.Count("layer{0}.0.conv1.weight", first: 1);
        ImmutableArray<int> blocks = [.. Enumerable.Range(1, stages).Select(l => s.Count($"layer{l}.{{0}}.conv1.weight"))];
        ImmutableArray<long> outputs = [.. Enumerable.Range(1, stages).Select(l => s.Size($"layer{l}.0.conv1.weight", 0))];
        long stem = s.Size("conv1.weight", 0), channels = s.Size("conv1.weight", 1), classes = s.Size($"{head}.weight", 0);
        if (stages == 0 || outputs.Contains(0) || stem == 0 || channels == 0 || classes == 0) yield break;
        yield return ("", Build(blocks, outputs, stem, channels, classes, head, s.Has("bn.weight")));
    }

    protected override Graph Draw(string name, int classes, int size) =>
        Build([.. Designs[name]], [64, 128, 256, 512], 64, 3, classes, "linear", last: false);

    private static Graph Build(
        ImmutableArray<int> blocks, ImmutableArray<long> outputs, long stem, long images, long classes, string head, bool last)
    {
        GraphBuilder g = new();
        string x = g.Conv("conv1", Graph.Input, images, stem, 3);
        long channels = stem;
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            for (int block = 0; block < blocks[stage]; block++)
            {
                string name = block == blocks[stage] - 1 ? $"layer{stage + 1}" : $"layer{stage + 1}.{block}";
                x = Block(g, $"layer{stage + 1}.{block}", name, x, channels, outputs[stage], stage > 0 && block == 0 ? 2 : 1);
                channels = outputs[stage];
            }
        }

        if (last) x = g.Relu(g.BatchNorm("bn", x, channels));
        int depth = 2 + (2 * blocks.Sum());
        return g.Build(
            string.Create(CultureInfo.InvariantCulture, $"preactresnet{depth}"), g.Linear(head, g.GlobalAverage(x), channels, classes));
    }

    // a = relu(bn1(x)); conv2(relu(bn2(conv1(a)))) + x, or + shortcut(a) where the shape changes.
    private static string Block(GraphBuilder g, string at, string name, string x, long inputs, long outputs, int stride)
    {
        string a = g.Relu(g.BatchNorm($"{at}.bn1", x, inputs));
        string y = g.Conv($"{at}.conv1", a, inputs, outputs, 3, stride);
        y = g.Conv($"{at}.conv2", g.Relu(g.BatchNorm($"{at}.bn2", y, outputs)), outputs, outputs, 3);
        return g.Add(name, y, stride == 1 && inputs == outputs ? x : g.Conv($"{at}.shortcut.0", a, inputs, outputs, 1, stride));
    }
}
