using System.Collections.Immutable;
using System.Globalization;
using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Simonyan and Zisserman, "Very Deep Convolutional Networks", ICLR 2015, with torchvision's keys: with and without batch norm, with three
/// last layers or one, and with other activations, as backdoor papers have them.
/// </summary>
internal sealed class VggFamily : GraphFamily
{
    private static readonly Dictionary<string, int[]> Designs = new(StringComparer.Ordinal)
    {
        // Convolutions before each of the five pools.
        ["vgg11"] = [1, 1, 2, 2, 2],
        ["vgg13"] = [2, 2, 2, 2, 2],
        ["vgg16"] = [2, 2, 3, 3, 3],
        ["vgg19"] = [2, 2, 4, 4, 4],
    };

    private static readonly (string Name, Op Operator)[] Activations =
    [
        ("relu", new Op.Relu()), ("elu", new Op.Elu()), ("leaky relu of slope 0.1", new Op.LeakyRelu(0.1)),
        ("leaky relu", new Op.LeakyRelu()), ("gelu", new Op.Gelu()), ("silu", new Op.Silu()),
    ];

    public override string Family => "VGG";

    public override string Reads =>
        "torchvision, with one or three last layers, with and without batch norm, any width, any activation of the list below";

    public override IReadOnlyList<string> Names => [.. Designs.Keys, .. Designs.Keys.Select(k => $"{k}_bn")];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (s["features.0.weight"] is not [_, _, _, _]) yield break;
        int[] places = [.. s.Names.Select(Place).Where(i => i >= 0 && s[$"features.{i}.weight"].Length == 4).Order()];
        bool norm = s.Has("features.1.running_mean");
        if (places.Zip(places.Skip(1)).Any(p => p.Second - p.First < (norm ? 3 : 2))) yield break;
        ImmutableArray<VggLayer> layers = [.. places.Select((place, i) => new VggLayer(
            place,
            s.Size($"features.{place}.weight", 0),
            (int)s.Size($"features.{place}.weight", 2),
            s.Has($"features.{place}.bias"),
            i == places.Length - 1 || places[i + 1] - place - (norm ? 1 : 0) > 2))];
        ImmutableArray<string> heads =
        [.. ((string[])[
            "classifier", "classifier.0", "classifier.1", "classifier.2", "classifier.3", "classifier.4", "classifier.6", "classifier.fc",
            "classifier.fc1", "classifier.fc2", "classifier.fc3", "fc", "linear"
        ])
            .Where(k => s[$"{k}.weight"].Length == 2)];
        if (heads.IsEmpty || layers.Any(l => l.Channels == 0 || l.Kernel is < 1 or > 11) || s.Size("features.0.weight", 1) == 0)
            yield break;
        ImmutableArray<long> rows = [.. heads.Select(h => s.Size($"{h}.weight", 0))];
        long inputs = s.Size($"{heads[0]}.weight", 1), channels = layers[^1].Channels;
        int side = (int)Math.Sqrt(inputs / channels);
        if (rows.Contains(0) || side == 0 || side * side * channels != inputs) yield break;

        // torchvision averages over 7×7 windows, so that any image fits; where the last map is flattened as it is, only one size does.
        bool averages = heads.Length == 3 && side == 7;
        foreach ((string name, Op activation) in Activations)
        {
            yield return (name, Build(layers, norm, s.Size("features.0.weight", 1), heads, rows, inputs, side, averages, activation));
        }
    }

    protected override Graph Draw(string name, int classes, int size)
    {
        bool norm = name.EndsWith("_bn", StringComparison.Ordinal);
        int[] blocks = Designs[norm ? name[..^3] : name];
        List<VggLayer> layers = [];
        int place = 0;
        for (int b = 0; b < blocks.Length; b++)
        {
            for (int i = 1; i <= blocks[b]; i++)
            {
                bool pool = i == blocks[b];
                layers.Add(new VggLayer(place, Math.Min(64L << b, 512), 3, Bias: true, pool));
                place += (norm ? 3 : 2) + (pool ? 1 : 0);
            }
        }

        if (size < 32) throw new NadException($"{name} halves images five times, so they must have 32 pixels or more, but have {size}.");
        // For small images one last layer, as in the CIFAR networks; for large ones the paper's three.
        int side = size / 32;
        return size < 128
            ? Build([.. layers], norm, 3, ["classifier"], [classes], 512L * side * side, side, averages: false, new Op.Relu())
            : Build(
                [.. layers], norm, 3, ["classifier.0", "classifier.3", "classifier.6"], [4096, 4096, classes], 512 * 49, 7, averages: true,
                new Op.Relu());
    }

    private static Graph Build(
        ImmutableArray<VggLayer> layers, bool norm, long images, ImmutableArray<string> heads, ImmutableArray<long> rows, long inputs,
        int side, bool averages, Op activation)
    {
        GraphBuilder g = new();
        string x = Graph.Input;
        long channels = images;
        foreach (VggLayer layer in layers)
        {
            x = g.Conv($"features.{layer.Place}", x, channels, layer.Channels, layer.Kernel, bias: layer.Bias);
            int next = layer.Place + 1;
            if (norm) x = g.BatchNorm($"features.{next++}", x, layer.Channels);
            x = g.Call($"features.{next++}", activation, x);
            if (layer.Pool) x = g.Call($"features.{next}", new Op.MaxPool(2, 2), x);
            channels = layer.Channels;
        }

        if (averages) x = g.Call("avgpool", new Op.AdaptiveAveragePool(Op.Extent.Of(side)), x);
        x = g.Call("flat", new Op.Flatten(), x);
        for (int h = 0; h < heads.Length; h++)
        {
            x = g.Linear(heads[h], x, h == 0 ? inputs : rows[h - 1], rows[h]);
            if (h < heads.Length - 1) x = g.Call($"{heads[h]}.dropout", new Op.Dropout(0.5), g.Call($"{heads[h]}.active", activation, x));
        }

        int depth = layers.Length + heads.Length;
        int pools = layers.Count(l => l.Pool);
        string name = string.Create(
            CultureInfo.InvariantCulture, $"vgg{(layers.Length is 8 or 10 or 13 or 16 ? layers.Length + 3 : depth)}{(norm ? "_bn" : "")}");
        return g.Build(name, x) with { Side = averages ? null : side << pools };
    }

    // The number N of "features.N.weight"; −1 for another key.
    private static int Place(string key) =>
        key.StartsWith("features.", StringComparison.Ordinal) && key.EndsWith(".weight", StringComparison.Ordinal)
        && NumberText.TryDigits(key.AsSpan(9, Math.Max(0, key.Length - 16)), out int place) ? place : -1;
}
