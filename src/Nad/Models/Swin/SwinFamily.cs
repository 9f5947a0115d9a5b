using System.Globalization;
using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Liu et al., "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows", ICCV 2021, with the keys of torchvision, timm and
/// the authors; any width, depth and window. Maps have their channels last throughout.
/// </summary>
internal sealed class SwinFamily : GraphFamily
{
    private const string Table = "attn.relative_position_bias_table", Places = "attn.relative_position_index", Mask = "attn_mask";

    public override string Family => "Swin";

    public override string Reads => "torchvision, timm, the authors'; the first version; any width, depth and window";

    public override IReadOnlyList<string> Names => [];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (SwinKeys.All.FirstOrDefault(
            k => s.Has($"{k.Patches.Conv}.weight") && s.Has($"{k.Head}.weight") && s.Has($"{Block(k, 0, 0)}.{Table}")) is not { } keys)
            yield break;
        ShapedBuilder b = new(s);
        int patch = (int)Math.Min(b.One($"{keys.Patches.Conv}.weight", 2), 16);
        string x = b.Call("patches", new Op.Permute([0, 2, 3, 1]), b.Conv(keys.Patches.Conv, Graph.Input, patch, 0));
        x = b.LayerNorm(keys.Patches.Norm, x);
        int? side = SideOf(s, keys, patch);
        for (int stage = 0; s.Has($"{Block(keys, stage, 0)}.{Table}"); stage++)
        {
            if (stage > 0) x = Merge(b, Number(keys.Merge, keys.Doubled ? 2 * stage : keys.Before ? stage - 1 : stage), x);
            for (int block = 0; s.Has($"{Block(keys, stage, block)}.{Table}"); block++)
            {
                if (Transformed(b, keys, Block(keys, stage, block), x, shifted: block % 2 == 1, side / patch >> stage) is not { } next)
                    yield break;
                x = next;
            }
        }

        x = b.Linear(keys.Head, b.Call("averaged", new Op.Mean([1, 2]), b.LayerNorm(SwinKeys.Norm, x)));
        yield return ("", b.Graph.Build("swin", x) with { Side = side });
    }

    protected override Graph Draw(string name, int classes, int size) => throw new NotSupportedException(name);

    protected override bool Resembles(StateShapes shapes) => SwinKeys.All.Any(k => shapes.Has($"{Block(k, 0, 0)}.{Table}"));

    // x + attention(norm(x)), then x + layers(norm(x)); null where the table of biases is none of a square window.
    private static string? Transformed(ShapedBuilder b, SwinKeys keys, string at, string x, bool shifted, int? pixels)
    {
        long width = b.Channels(x), places = b.One($"{at}.{Table}", 0);
        int side = ((int)Math.Sqrt(places) + 1) / 2, heads = (int)Math.Min(b.One($"{at}.{Table}", 1), width);
        if (((2L * side) - 1) * ((2 * side) - 1) != places || side > RelativePlaces.LargestSide || width % heads != 0) return null;
        Op.Extent window = Op.Extent.Of(side), shift = Op.Extent.Of(shifted ? side / 2 : 0);
        long tokens = side * side;
        string table = b.Parameter($"{at}.{Table}", places, heads);
        if (b.Shapes[$"{at}.{Places}"].Length > 0)
            Kept(b, $"{at}.{Places}", DType.Int64, b.Shapes[$"{at}.{Places}"].Length == 1 ? [tokens * tokens] : [tokens, tokens]);
        if (b.Shapes.Has($"{at}.{Mask}"))
            Kept(b, $"{at}.{Mask}", DType.Float32, [(long)(pixels / side * (pixels / side) ?? 0), tokens, tokens]);

        string y = b.LayerNorm($"{at}.norm1", x), map = y;
        y = b.Linear($"{at}.attn.qkv", b.Call($"{at}.windows", new Op.CutWindows(window, shift), y));
        string[] parts = Attention.Part(b, $"{at}.attn", y, heads, width);
        string bias = b.Graph.Call($"{at}.found", new Op.Gather(0), table, PlacesOf(b, side));
        bias =
            b.Graph.Call($"{at}.bias", new Op.Permute([2, 0, 1]), b.Graph.Call($"{at}.square", new Op.Reshape([-1, tokens, heads]), bias));
        y = Attention.Of(b, $"{at}.attn", parts, heads, width, Biased);
        y = b.Call($"{at}.joined", new Op.JoinWindows(window, shift), b.Linear($"{at}.attn.proj", y), map);
        x = b.Add($"{at}.attended", x, y);
        y = b.Linear($"{at}.{keys.Layers.First}", b.LayerNorm($"{at}.norm2", x));
        return b.Add(at, x, b.Linear($"{at}.{keys.Layers.Second}", b.Call($"{at}.active", new Op.Gelu(), y)));

        string Biased(string scores)
        {
            scores = b.Graph.Call($"{at}.biased", new Op.Add(), scores, bias);
            return shifted ? b.Graph.Call($"{at}.masked", new Op.MaskWindows(window, shift), scores, map) : scores;
        }
    }

    private static string Merge(ShapedBuilder b, string at, string x)
    {
        string four = b.With(b.Graph.Call($"{at}.four", new Op.MergePatches(), x), 4 * b.Channels(x));
        return b.Linear($"{at}.reduction", b.LayerNorm($"{at}.norm", four));
    }

    // One for all blocks of a window; no key has a blank.
    private static string PlacesOf(ShapedBuilder b, int side)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $" places.{side}");
        return b.Graph.Tensors.Any(t => t.Name == name) ? name : b.Graph.Constant(name, RelativePlaces.Of(Op.Extent.Of(side)));
    }

    // Follows from the sizes; the file has it all the same.
    private static void Kept(ShapedBuilder b, string name, DType type, long[] shape) =>
        b.Graph.Tensor(new GraphTensor(name, TensorRole.Buffer, [.. shape], type));

    // A stored mask is of one size of images: it has one part for each window.
    private static int? SideOf(StateShapes s, SwinKeys keys, int patch)
    {
        string at = Block(keys, 0, 1);
        if (!s.Has($"{at}.{Mask}")) return null;
        int windows = (int)Math.Sqrt(s.Size($"{at}.{Mask}", 0)), side = (int)Math.Sqrt(s.Size($"{at}.{Mask}", 1));
        return windows * side * patch is > 0 and <= 4096 and var pixels ? pixels : null;
    }

    private static string Block(SwinKeys keys, int stage, int block) =>
        string.Format(CultureInfo.InvariantCulture, keys.Block, keys.Doubled ? (2 * stage) + 1 : stage, block);

    private static string Number(string pattern, int stage) => string.Format(CultureInfo.InvariantCulture, pattern, stage);
}
