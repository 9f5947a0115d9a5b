using System.Globalization;
using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Liu et al., "A ConvNet for the 2020s", CVPR 2022, with the keys of torchvision, timm and the authors; any width and depth.
/// </summary>
internal sealed class ConvNeXtFamily : GraphFamily
{
    private static readonly Op Last = new Op.Permute([0, 2, 3, 1]), First = new Op.Permute([0, 3, 1, 2]);

    public override string Family => "ConvNeXt";

    public override string Reads => "torchvision, timm, the authors'; any width and depth";

    public override IReadOnlyList<string> Names => [];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (ConvNeXtKeys.All.FirstOrDefault(
            k => Has(s, k, 0, 0) && s.Has($"{k.Stem.Conv}.weight") && s.Has($"{k.Head}.weight")) is not { } keys)
            yield break;
        ShapedBuilder b = new(s, epsilon: 1e-6);
        string x =
            Normed(b, keys.Stem.Norm, b.Conv(keys.Stem.Conv, Graph.Input, (int)Math.Min(b.One($"{keys.Stem.Conv}.weight", 2), 8), 0));
        for (int stage = 0; Has(s, keys, stage, 0); stage++)
        {
            if (stage > 0)
            {
                int between = keys.Doubled ? 2 * stage : stage;
                x = b.Conv(At(keys.Between.Conv, between), Normed(b, At(keys.Between.Norm, between), x), 2, 0);
            }

            for (int block = 0; Has(s, keys, stage, block); block++) x = Block(b, keys, Place(keys, stage, block), x);
        }

        x = b.LayerNorm(keys.Norm, b.GlobalAverage(x));
        yield return ("", b.Graph.Build("convnext", b.Linear(keys.Head, x)));
    }

    protected override Graph Draw(string name, int classes, int size) => throw new NotSupportedException(name);

    // x + scale · layers(norm(conv(x))), with channels last between the two permutations.
    private static string Block(ShapedBuilder b, ConvNeXtKeys keys, string at, string x)
    {
        // Stands first among the keys of a block in torchvision, as x·[C, 1, 1]; elsewhere as [C], where channels are last.
        string scale = $"{at}.{keys.Scale}";
        bool scales = b.Shapes.Has(scale), columns = b.Shapes[scale].Length == 3;
        if (scales) _ = columns ? b.Parameter(scale, b.Channels(x), 1, 1) : b.Parameter(scale, b.Channels(x));
        string y = b.Call($"{at}.last", Last, b.Conv($"{at}.{keys.Layers.Conv}", x));
        y = b.Linear($"{at}.{keys.Layers.First}", b.LayerNorm($"{at}.{keys.Layers.Norm}", y));
        y = b.Linear($"{at}.{keys.Layers.Second}", b.Call($"{at}.active", new Op.Gelu(), y));
        if (scales && !columns) y = b.Call($"{at}.scaled", new Op.Multiply(), y, scale);
        y = b.Call($"{at}.first", First, y);
        if (scales && columns) y = b.Call($"{at}.scaled", new Op.Multiply(), y, scale);
        return b.Add(at, y, x);
    }

    private static string Normed(ShapedBuilder b, string at, string x) =>
        b.Call($"{at}.first", First, b.LayerNorm(at, b.Call($"{at}.last", Last, x)));

    private static bool Has(StateShapes s, ConvNeXtKeys keys, int stage, int block) =>
        s.Has($"{Place(keys, stage, block)}.{keys.Layers.Conv}.weight");

    private static string Place(ConvNeXtKeys keys, int stage, int block) =>
        string.Format(CultureInfo.InvariantCulture, keys.Block, keys.Doubled ? (2 * stage) + 1 : stage, block);

    private static string At(string pattern, int stage) => string.Format(CultureInfo.InvariantCulture, pattern, stage);
}
