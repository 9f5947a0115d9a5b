using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>Howard et al., "Searching for MobileNetV3", ICCV 2019, large and small, with torchvision's keys.</summary>
internal sealed class MobileNetV3Family : GraphFamily
{
    // Steps of the blocks; the last of those with ReLU.
    private static readonly (string Name, int[] Strides, int Rectified)[] Forms =
    [
        ("mobilenetv3_large", [1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1], 6),
        ("mobilenetv3_small", [2, 2, 1, 2, 1, 1, 1, 1, 2, 1, 1], 3),
    ];

    public override string Family => "MobileNetV3";

    public override string Reads => "torchvision, large and small, any width";

    public override IReadOnlyList<string> Names => [];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (!Resembles(s)) yield break;
        int blocks = s.Count("features.{0}.block.0.0.weight", first: 1);
        foreach ((string name, int[] strides, int rectified) in Forms)
        {
            if (strides.Length == blocks && Build(s, name, strides, rectified) is { } graph) yield return ("", graph);
        }
    }

    protected override bool Resembles(StateShapes shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        return shapes.Has("features.0.0.weight") && shapes.Has("features.1.block.0.0.weight") && shapes.Has("classifier.3.weight");
    }

    protected override Graph Draw(string name, int classes, int size) => throw new NotSupportedException(name);

    private static Graph? Build(StateShapes s, string name, int[] strides, int rectified)
    {
        const double epsilon = 1e-3, momentum = 0.01;
        GraphBuilder g = new();
        long channels = s.Size("features.0.0.weight", 0), images = s.Size("features.0.0.weight", 1),
            classes = s.Size("classifier.3.weight", 0), hidden = s.Size("classifier.0.weight", 0);
        if (channels == 0 || images == 0 || classes == 0 || hidden == 0) return null;
        string x = g.Call(
            "features.0",
            new Op.HardSwish(),
            g.BatchNorm("features.0.1", g.Conv("features.0.0", Graph.Input, images, channels, 3, 2), channels, epsilon, momentum));
        for (int i = 1; i <= strides.Length; i++)
        {
            SqueezedBlock block =
                new(i <= rectified ? new Op.Relu() : new Op.HardSwish(), new Op.Relu(), new Op.HardSigmoid(), epsilon, momentum);
            (x, channels) = block.Build(g, s, $"features.{i}", x, channels, strides[i - 1]);
            if (channels == 0) return null;
        }

        string last = $"features.{strides.Length + 1}";
        long outputs = s.Size($"{last}.0.weight", 0);
        if (outputs == 0) return null;
        x = g.Call(
            last, new Op.HardSwish(), g.BatchNorm($"{last}.1", g.Conv($"{last}.0", x, channels, outputs, 1), outputs, epsilon, momentum));
        x = g.Call("classifier.1", new Op.HardSwish(), g.Linear("classifier.0", g.GlobalAverage(x), outputs, hidden));
        return g.Build(name, g.Linear("classifier.3", g.Call("classifier.2", new Op.Dropout(0.2), x), hidden, classes));
    }
}
