using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>Tan and Le, "EfficientNet", ICML 2019, and "EfficientNetV2", ICML 2021, with torchvision's keys; any width and depth.</summary>
internal sealed class EfficientNetFamily : GraphFamily
{
    private static readonly int[] Seven = [1, 2, 2, 2, 1, 2, 1], Six = [1, 2, 2, 2, 1, 2];

    public override string Family => "EfficientNet";

    public override string Reads => "torchvision, both versions, any width and depth";

    public override IReadOnlyList<string> Names => [];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (!s.Has("features.0.0.weight") || !s.Has("features.1.0.block.0.0.weight") || !s.Has("classifier.1.weight")) yield break;
        int stages = s.Count("features.{0}.0.block.0.0.weight", first: 1);
        if (stages is not (6 or 7)) yield break;
        // Only the second version begins with blocks that have no weighing.
        bool second = !s.Has("features.1.0.block.1.fc1.weight");
        if (Build(s, stages == 6 ? Six : Seven, second ? 1e-3 : 1e-5) is { } graph) yield return ("", graph);
    }

    protected override Graph Draw(string name, int classes, int size) => throw new NotSupportedException(name);

    private static Graph? Build(StateShapes s, int[] strides, double epsilon)
    {
        GraphBuilder g = new();
        long channels = s.Size("features.0.0.weight", 0), images = s.Size("features.0.0.weight", 1),
            classes = s.Size("classifier.1.weight", 0);
        if (channels == 0 || images == 0 || classes == 0) return null;
        string x = g.Call(
            "features.0",
            new Op.Silu(),
            g.BatchNorm("features.0.1", g.Conv("features.0.0", Graph.Input, images, channels, 3, 2), channels, epsilon));
        SqueezedBlock form = new(new Op.Silu(), new Op.Silu(), new Op.Sigmoid(), epsilon, 0.1);
        for (int stage = 1; stage <= strides.Length; stage++)
        {
            int blocks = s.Count($"features.{stage}.{{0}}.block.0.0.weight");
            for (int block = 0; block < blocks; block++)
            {
                (x, channels) = form.Build(g, s, $"features.{stage}.{block}", x, channels, block == 0 ? strides[stage - 1] : 1);
                if (channels == 0) return null;
            }
        }

        string last = $"features.{strides.Length + 1}";
        long outputs = s.Size($"{last}.0.weight", 0);
        if (outputs == 0) return null;
        x = g.Call(last, new Op.Silu(), g.BatchNorm($"{last}.1", g.Conv($"{last}.0", x, channels, outputs, 1), outputs, epsilon));
        x = g.Call("classifier.0", new Op.Dropout(0.2), g.GlobalAverage(x));
        return g.Build("efficientnet", g.Linear("classifier.1", x, outputs, classes));
    }
}
