using System.Globalization;
using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021, with the keys of torchvision, timm and Hugging Face; BackdoorBench's,
/// which resizes the images in front (its keys begin with <c>1.</c>); any width, depth and patch.
/// </summary>
internal sealed class VisionTransformerFamily : GraphFamily
{
    private const string BehindResize = "1.";
    private const int UsualHead = 64;

    private static readonly (string Name, int Blocks, long Width)[] Designs =
        [("vit-4-128", 4, 128), ("vit-6-192", 6, 192), ("vit-12-192", 12, 192), ("vit-12-384", 12, 384), ("vit-12-768", 12, 768)];

    public override string Family => "ViT";

    public override string Reads =>
        "torchvision, timm (class token or mean of the tokens, with and without scaled layers), Hugging Face, and BackdoorBench's, which "
        + "resizes images in front (`1.`); any width, depth and patch";

    public override IReadOnlyList<string> Names => [.. Designs.Select(d => d.Name)];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        string prefix = VisionTransformerKeys.All.Any(k => s.Has($"{BehindResize}{k.Patches}.weight")) ? BehindResize : "";
        foreach (VisionTransformerKeys known in VisionTransformerKeys.All)
        {
            VisionTransformerKeys keys = known.Behind(prefix);
            int blocks = s.Count($"{keys.Block}.{keys.Hidden.First}.weight");
            long width = s.Size($"{keys.Patches}.weight", 0), patch = s.Size($"{keys.Patches}.weight", 2),
                places = s.Size(keys.Position, 1) - (s.Has(keys.Class) ? 1 : 0);
            long grid = (long)Math.Sqrt(Math.Max(0, places));
            if (blocks == 0 || width == 0 || patch is 0 or > 256 || grid is 0 or > 256 || grid * grid != places) continue;
            foreach (int heads in Heads(width))
            {
                string choice =
                    width % UsualHead == 0 && IsStandard(width) ? "" : string.Create(CultureInfo.InvariantCulture, $"{heads} heads");
                yield return (choice, Build(s, keys, blocks, heads, (int)(grid * patch), resizes: prefix.Length > 0));
            }

            yield break;
        }
    }

    protected override Graph Draw(string name, int classes, int size)
    {
        (_, int blocks, long width) = Designs.First(d => d.Name == name);
        int patch = size < 128 ? Math.Max(1, size / 8) : 16;
        VisionTransformerKeys keys = VisionTransformerKeys.All[0];
        if (size % patch != 0)
            throw new NadException(
                $"{name} cuts images into patches of {patch} pixels, so their size must be a multiple of it, but is {size}.");
        return Build(
            new StateShapes(Shapes(keys, blocks, width, patch, size / patch, classes)), keys, blocks, (int)(width / UsualHead), size,
            resizes: false);
    }

    protected override bool Resembles(StateShapes shapes) =>
        VisionTransformerKeys.All.Any(k => shapes.Has($"{k.Patches}.weight") && shapes.Has(k.Position));

    // The published widths have heads of 64, and 80 in the huge one; of others the file does not tell.
    private static bool IsStandard(long width) => width is 192 or 384 or 768 or 1024;

    private static IEnumerable<int> Heads(long width)
    {
        if (width == 1280) return [16];
        if (IsStandard(width)) return [(int)(width / UsualHead)];
        IEnumerable<int> likely = [(int)(width / UsualHead), (int)(width / 32), 4, 8, 3, 6, 12, 2, 1, 16];
        return likely.Where(h => h > 0 && width % h == 0 && width / h is >= 8 and <= 256).Distinct();
    }

    private static Graph Build(StateShapes s, VisionTransformerKeys keys, int blocks, int heads, int side, bool resizes)
    {
        ShapedBuilder b = new(s, keys.Epsilon);
        GraphBuilder g = b.Graph;
        string? token = s.Has(keys.Class) ? b.Parameter(keys.Class, 1, 1, s.Size($"{keys.Patches}.weight", 0)) : null;
        string x =
            resizes ? g.Call("0", new Op.Interpolate(Op.Extent.Of(side), 0, 0, InterpolationForm.Bilinear), Graph.Input) : Graph.Input;
        if (resizes) b.With(x, b.One($"{keys.Patches}.weight", 1));
        x = b.Conv(keys.Patches, x, stride: (int)b.One($"{keys.Patches}.weight", 2), padding: 0);
        long width = b.Channels(x);
        x = g.Call("tokens", new Op.Permute([0, 2, 1]), g.Call("pixels", new Op.Flatten(2), x));
        if (token is not null) x = g.Call("tokens.joined", new Op.Concat(1), g.Call("class", new Op.ExpandBatch(), token, x), x);
        x = b.With(g.Call("tokens.placed", new Op.Add(), x, b.Parameter(keys.Position, 1, b.One(keys.Position, 1), width)), width);
        for (int i = 0; i < blocks; i++) x = Block(b, keys, string.Format(CultureInfo.InvariantCulture, keys.Block, i), x, heads);

        // Of timm's networks, those that average the tokens normalise after it.
        bool averages = s.Has("fc_norm.weight");
        if (averages)
            x = b.LayerNorm(
                "fc_norm", b.Call("averaged", new Op.Mean([1]), token is null ? x : b.Call("averaged.tokens", new Op.Slice(1, 1), x)));
        else if (token is not null) x = b.Call("answer", new Op.Select(1, 0), b.LayerNorm(keys.Norm, x));
        else x = b.Call("averaged", new Op.Mean([1]), b.LayerNorm(keys.Norm, x));
        return g.Build(string.Create(CultureInfo.InvariantCulture, $"vit-{blocks}-{width}"), b.Linear(keys.Head, x)) with
        {
            Side = resizes ? null : side
        };
    }

    // x + attention(norm(x)), then x + layers(norm(x)).
    private static string Block(ShapedBuilder b, VisionTransformerKeys keys, string at, string x, int heads)
    {
        long width = b.Channels(x);
        string y = b.LayerNorm($"{at}.{keys.Norms.First}", x);
        string[] parts = keys.Queries.Length == 3
            ? [.. keys.Queries.Select(q => Attention.Cut(b, $"{at}.{q}", b.Linear($"{at}.{q}", y), heads, width))]
            : Attention.Part(b, $"{at}.attention", Joined(b, $"{at}.{keys.Queries[0]}", y), heads, width);
        y = b.Linear($"{at}.{keys.Attended}", Attention.Of(b, $"{at}.attention", parts, heads, width));
        x = b.Add($"{at}.attended", x, Scaled(b, $"{at}.ls1", y));

        y = b.LayerNorm($"{at}.{keys.Norms.Second}", x);
        y = b.Linear($"{at}.{keys.Hidden.Second}", b.Call($"{at}.active", new Op.Gelu(), b.Linear($"{at}.{keys.Hidden.First}", y)));
        return b.Add(at, x, Scaled(b, $"{at}.ls2", y));
    }

    private static string Joined(ShapedBuilder b, string at, string x)
    {
        if (!at.EndsWith('_')) return b.Linear(at, x);
        long width = b.Channels(x);
        return b.Graph.Call(
            $"{at}proj", new Op.Linear(), x, b.Parameter($"{at}weight", 3 * width, width), b.Parameter($"{at}bias", 3 * width));
    }

    // timm's LayerScale, where it is there.
    private static string Scaled(ShapedBuilder b, string at, string x) =>
        b.Shapes.Has($"{at}.gamma") ? b.Call(at, new Op.Multiply(), x, b.Parameter($"{at}.gamma", b.Channels(x))) : x;

    private static IEnumerable<(string, long[])> Shapes(
        VisionTransformerKeys keys, int blocks, long width, long patch, long grid, long classes)
    {
        yield return (keys.Class, [1, 1, width]);
        yield return ($"{keys.Patches}.weight", [width, 3, patch, patch]);
        yield return ($"{keys.Patches}.bias", [width]);
        yield return (keys.Position, [1, 1 + (grid * grid), width]);
        for (int i = 0; i < blocks; i++)
        {
            string at = string.Format(CultureInfo.InvariantCulture, keys.Block, i);
            foreach ((string layer, long rows) in ((string, long)[])[
                (keys.Attended, width), (keys.Hidden.First, 4 * width), (keys.Hidden.Second, width)
            ])
            {
                yield return ($"{at}.{layer}.weight", [rows, layer == keys.Hidden.Second ? 4 * width : width]);
                yield return ($"{at}.{layer}.bias", [rows]);
            }
        }

        yield return ($"{keys.Head}.weight", [classes, width]);
        yield return ($"{keys.Head}.bias", [classes]);
    }
}
