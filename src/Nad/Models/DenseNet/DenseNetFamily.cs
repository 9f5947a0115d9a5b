using System.Globalization;
using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Huang et al., "Densely Connected Convolutional Networks", CVPR 2017, with torchvision's keys, and TrojanZoo's form for small images.
/// </summary>
internal sealed class DenseNetFamily : GraphFamily
{
    private static readonly Dictionary<string, (int[] Layers, long Growth, long Stem)> Designs = new(StringComparer.Ordinal)
    {
        ["densenet121"] = ([6, 12, 24, 16], 32, 64),
        ["densenet169"] = ([6, 12, 32, 32], 32, 64),
        ["densenet161"] = ([6, 12, 36, 24], 48, 96),
    };

    public override string Family => "DenseNet";

    public override string Reads => "torchvision, and TrojanZoo's form for small images";

    public override IReadOnlyList<string> Names => [.. Designs.Keys];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (!s.Has("features.conv0.weight") || !s.Has("features.denseblock1.denselayer1.conv1.weight")) yield break;
        string head = s.Has("classifier.fc.weight") ? "classifier.fc" : "classifier";
        int blocks = s.Count("features.denseblock{0}.denselayer1.conv1.weight", first: 1);
        int[] layers =
            [.. Enumerable.Range(1, blocks).Select(b => s.Count($"features.denseblock{b}.denselayer{{0}}.conv1.weight", first: 1))];
        long stem = s.Size("features.conv0.weight", 0), channels = s.Size("features.conv0.weight", 1),
            classes = s.Size($"{head}.weight", 0);
        long growth = s.Size("features.denseblock1.denselayer1.conv2.weight", 0),
            inner = s.Size("features.denseblock1.denselayer1.conv1.weight", 0);
        int kernel = (int)s.Size("features.conv0.weight", 2);
        if (stem == 0 || channels == 0 || classes == 0 || growth == 0 || inner == 0 || kernel is not (3 or 7)) yield break;
        if (s.Has("features.norm0.weight"))
        {
            yield return (
                "a pool after the stem", Build(layers, growth, inner, stem, channels, classes, kernel, head, normed: true, pool: true));
            yield return (
                "no pool after the stem", Build(layers, growth, inner, stem, channels, classes, kernel, head, normed: true, pool: false));
        }
        else
        {
            yield return ("", Build(layers, growth, inner, stem, channels, classes, kernel, head, normed: false, pool: false));
        }
    }

    protected override Graph Draw(string name, int classes, int size)
    {
        (int[] layers, long growth, long stem) = Designs[name];
        bool small = size < 64;
        return Build(layers, growth, 4 * growth, stem, 3, classes, small ? 3 : 7, "classifier", normed: !small, pool: !small);
    }

    private static Graph Build(
        int[] layers, long growth, long inner, long stem, long images, long classes, int kernel, string head, bool normed, bool pool)
    {
        GraphBuilder g = new();
        string x = g.Conv("features.conv0", Graph.Input, images, stem, kernel, kernel == 7 ? 2 : 1);
        if (normed) x = g.Call("features.relu0", new Op.Relu(), g.BatchNorm("features.norm0", x, stem));
        if (pool) x = g.Call("features.pool0", new Op.MaxPool(3, 2, 1), x);
        long channels = stem;
        for (int b = 1; b <= layers.Length; b++)
        {
            List<string> parts = [x];
            for (int l = 1; l <= layers[b - 1]; l++, channels += growth)
            {
                string at = $"features.denseblock{b}.denselayer{l}";
                string y = parts.Count == 1 ? x : g.Call($"{at}.inputs", new Op.Concat(1), [.. parts]);
                y = g.Conv($"{at}.conv1", g.Relu(g.BatchNorm($"{at}.norm1", y, channels)), channels, inner, 1);
                parts.Add(g.Conv($"{at}.conv2", g.Relu(g.BatchNorm($"{at}.norm2", y, inner)), inner, growth, 3));
            }

            x = g.Call($"features.denseblock{b}", new Op.Concat(1), [.. parts]);
            if (b == layers.Length) break;
            string transition = $"features.transition{b}";
            x = g.Conv($"{transition}.conv", g.Relu(g.BatchNorm($"{transition}.norm", x, channels)), channels, channels / 2, 1);
            x = g.Call($"{transition}.pool", new Op.AveragePool(2, 2), x);
            channels /= 2;
        }

        x = g.Relu(g.BatchNorm("features.norm5", x, channels));
        string name = string.Create(CultureInfo.InvariantCulture, $"densenet{(2 * layers.Sum()) + layers.Length + 1}");
        return g.Build(name, g.Linear(head, g.GlobalAverage(x), channels, classes));
    }
}
