using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018, with torchvision's keys; any width.
/// </summary>
internal sealed class MobileNetV2Family : GraphFamily
{
    // Channels, blocks and step of each group.
    private static readonly (long Channels, int Blocks, int Stride)[] Groups =
    [
        (16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1)
    ];

    public override string Family => "MobileNetV2";

    public override string Reads => "torchvision, any width";

    public override IReadOnlyList<string> Names => ["mobilenetv2"];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (!s.Has("features.0.0.weight") || !s.Has("features.1.conv.0.0.weight") || !s.Has("features.1.conv.1.weight")) yield break;
        int blocks = s.Count("features.{0}.conv.0.0.weight", first: 1);
        if (blocks != Groups.Sum(g => g.Blocks)) yield break;
        List<(long Outputs, long Hidden)> sizes = [];
        for (int i = 1; i <= blocks; i++)
            sizes.Add((s.Size($"features.{i}.conv.{(i == 1 ? 1 : 2)}.weight", 0), s.Size($"features.{i}.conv.0.0.weight", 0)));
        long stem = s.Size("features.0.0.weight", 0), channels = s.Size("features.0.0.weight", 1), last = s.Size("features.18.0.weight", 0),
            classes = s.Size("classifier.1.weight", 0);
        if (sizes.Any(z => z.Outputs == 0 || z.Hidden == 0) || stem == 0 || channels == 0 || last == 0 || classes == 0) yield break;
        yield return ("the steps of the paper", Build(sizes, stem, channels, last, classes, small: false));
        yield return ("the steps for small images", Build(sizes, stem, channels, last, classes, small: true));
    }

    protected override Graph Draw(string name, int classes, int size)
    {
        List<(long, long)> sizes = [];
        long inputs = 32;
        foreach ((long channels, int blocks, _) in Groups)
        {
            for (int i = 0; i < blocks; i++)
            {
                sizes.Add((channels, sizes.Count == 0 ? inputs : 6 * inputs));
                inputs = channels;
            }
        }

        return Build(sizes, 32, 3, 1280, classes, small: size < 64);
    }

    // Small images are halved in the later groups only.
    private static Graph Build(List<(long Outputs, long Hidden)> sizes, long stem, long images, long last, long classes, bool small)
    {
        GraphBuilder g = new();
        string x = Normed(g, "features.0", g.Conv("features.0.0", Graph.Input, images, stem, 3, small ? 1 : 2), stem, "features.0.1");
        long inputs = stem;
        int index = 1;
        for (int group = 0; group < Groups.Length; group++)
        {
            for (int block = 0; block < Groups[group].Blocks; block++, index++)
            {
                (long outputs, long hidden) = sizes[index - 1];
                x = Block(
                    g, $"features.{index}", x, inputs, outputs, hidden, block > 0 || (small && group == 1) ? 1 : Groups[group].Stride,
                    expands: index > 1);
                inputs = outputs;
            }
        }

        x = Normed(g, "features.18", g.Conv("features.18.0", x, inputs, last, 1), last, "features.18.1");
        x = g.Call("classifier.0", new Op.Dropout(0.2), g.GlobalAverage(x));
        return g.Build("mobilenetv2", g.Linear("classifier.1", x, last, classes));
    }

    private static string Block(GraphBuilder g, string at, string x, long inputs, long outputs, long hidden, int stride, bool expands)
    {
        string y = x;
        int i = 0;
        if (expands) y = Normed(g, $"{at}.conv.{i}", g.Conv($"{at}.conv.{i}.0", y, inputs, hidden, 1), hidden, $"{at}.conv.{i++}.1");
        y = Normed(
            g,
            $"{at}.conv.{i}",
            g.Conv($"{at}.conv.{i}.0", y, hidden, hidden, 3, stride, groups: (int)hidden),
            hidden,
            $"{at}.conv.{i++}.1");
        y = g.BatchNorm($"{at}.conv.{i + 1}", g.Conv($"{at}.conv.{i}", y, hidden, outputs, 1), outputs);
        return stride == 1 && inputs == outputs ? g.Add(at, x, y) : y;
    }

    private static string Normed(GraphBuilder g, string name, string x, long channels, string at) =>
        g.Call(name, new Op.Relu6(), g.BatchNorm(at, x, channels));
}
