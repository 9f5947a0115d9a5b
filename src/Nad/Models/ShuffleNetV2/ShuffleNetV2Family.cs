using System.Runtime.InteropServices;
using Nad.Files.Checkpoints;
using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Ma et al., "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design", ECCV 2018, with torchvision's keys; any width
/// and depth.
/// </summary>
internal sealed class ShuffleNetV2Family : GraphFamily
{
    public override string Family => "ShuffleNetV2";

    public override string Reads => "torchvision, any width and depth";

    public override IReadOnlyList<string> Names => [];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (!s.Has("conv1.0.weight") || !s.Has("stage2.0.branch2.0.weight")) yield break;
        ShapedBuilder b = new(s);
        string x = b.Normed("conv1", "conv1.0", "conv1.1", Graph.Input, new Op.Relu(), 2);
        x = b.Call("maxpool", new Op.MaxPool(3, 2, 1), x);
        for (int stage = 2; s.Has($"stage{stage}.0.branch2.0.weight"); stage++)
        {
            int units = s.Count($"stage{stage}.{{0}}.branch2.0.weight");
            for (int unit = 0; unit < units; unit++) x = Unit(b, $"stage{stage}.{unit}", x, unit == 0);
        }

        x = b.GlobalAverage(b.Normed("conv5", "conv5.0", "conv5.1", x, new Op.Relu()));
        yield return ("", b.Graph.Build("shufflenet_v2", b.Linear("fc", x)));
    }

    protected override Graph Draw(string name, int classes, int size) => throw new NotSupportedException(name);

    // Figure 3 (c) and (d): the first unit of a stage halves the map by both branches, the others pass half of the channels on as they are.
    private static string Unit(ShapedBuilder b, string at, string x, bool first)
    {
        long half = b.Channels(x) / 2;
        string kept = x, changed = x;
        if (first)
        {
            kept = b.BatchNorm($"{at}.branch1.1", b.Conv($"{at}.branch1.0", x, 2));
            kept = b.Normed($"{at}.branch1", $"{at}.branch1.2", $"{at}.branch1.3", kept, new Op.Relu());
        }
        else
        {
            kept = b.With(b.Graph.Call($"{at}.kept", new Op.Slice(1, 0, half), x), half);
            changed = b.With(b.Graph.Call($"{at}.changed", new Op.Slice(1, half), x), b.Channels(x) - half);
        }

        changed = b.Normed($"{at}.branch2.2", $"{at}.branch2.0", $"{at}.branch2.1", changed, new Op.Relu());
        changed = b.BatchNorm($"{at}.branch2.4", b.Conv($"{at}.branch2.3", changed, first ? 2 : 1));
        changed = b.Normed($"{at}.branch2", $"{at}.branch2.5", $"{at}.branch2.6", changed, new Op.Relu());
        return Shuffled(b, at, b.Concat(at, kept, changed));
    }

    // The two halves, channel by channel in turn.
    private static string Shuffled(ShapedBuilder b, string at, string x)
    {
        long channels = b.Channels(x);
        long[] order = [.. Enumerable.Range(0, (int)channels).Select(i => ((i % 2) * (channels / 2)) + (i / 2))];
        if (channels % 2 != 0) return x;
        TensorData data = new(DType.Int64, [channels], MemoryMarshal.AsBytes<long>(order).ToArray());
        return b.Call($"{at}.shuffled", new Op.Gather(1), x, b.Graph.Constant($"{at}.order", data));
    }
}
