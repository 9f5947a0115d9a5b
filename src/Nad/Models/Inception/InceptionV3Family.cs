using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR 2016, with torchvision's keys; any widths. Images of
/// 75 pixels or more. The head for training alone is no part of what is computed.
/// </summary>
internal sealed class InceptionV3Family : GraphFamily
{
    public override string Family => "Inception-v3";

    public override string Reads => "torchvision, any width; the head for training alone stays as it is";

    public override IReadOnlyList<string> Names => [];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (!s.Has("Conv2d_1a_3x3.conv.weight") || !s.Has("Mixed_5b.branch1x1.conv.weight")) yield break;
        ShapedBuilder b = new(s, epsilon: 1e-3);
        string x = BasicConvolution.Of(b, "Conv2d_1a_3x3", Graph.Input, 2, 0);
        x = BasicConvolution.Of(b, "Conv2d_2b_3x3", BasicConvolution.Of(b, "Conv2d_2a_3x3", x, padding: 0));
        x = b.Call("maxpool1", new Op.MaxPool(3, 2), x);
        x = BasicConvolution.Of(b, "Conv2d_4a_3x3", BasicConvolution.Of(b, "Conv2d_3b_1x1", x), padding: 0);
        x = b.Call("maxpool2", new Op.MaxPool(3, 2), x);
        foreach (string at in (string[])["Mixed_5b", "Mixed_5c", "Mixed_5d"]) x = Wide(b, at, x);
        x = Halved(b, "Mixed_6a", x, ["branch3x3"], ["branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"]);
        foreach (string at in (string[])["Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e"]) x = Split(b, at, x);
        x = Halved(b, "Mixed_7a", x, ["branch3x3_1", "branch3x3_2"], ["branch7x7x3_1", "branch7x7x3_2", "branch7x7x3_3", "branch7x7x3_4"]);
        foreach (string at in (string[])["Mixed_7b", "Mixed_7c"]) x = Forked(b, at, x);
        x = b.Call("dropout", new Op.Dropout(0.5), b.GlobalAverage(x));
        yield return ("", b.Graph.Build("inception_v3", b.Linear("fc", x)));
    }

    protected override Graph Draw(string name, int classes, int size) => throw new NotSupportedException(name);

    // Figure 5.
    private static string Wide(ShapedBuilder b, string at, string x) => b.Concat(
        at,
        BasicConvolution.Of(b, $"{at}.branch1x1", x),
        BasicConvolution.Chain(b, at, x, ["branch5x5_1", "branch5x5_2"]),
        BasicConvolution.Chain(b, at, x, ["branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"]),
        Averaged(b, at, x));

    // Figure 10: half the size, by two branches of step 2 and a pool.
    private static string Halved(ShapedBuilder b, string at, string x, ReadOnlySpan<string> one, ReadOnlySpan<string> other) => b.Concat(
        at,
        BasicConvolution.Chain(b, at, x, one, 2, 0),
        BasicConvolution.Chain(b, at, x, other, 2, 0),
        b.Call($"{at}.branch_pool", new Op.MaxPool(3, 2), x));

    // Figure 6: n×n windows as 1×n and n×1.
    private static string Split(ShapedBuilder b, string at, string x) => b.Concat(
        at,
        BasicConvolution.Of(b, $"{at}.branch1x1", x),
        BasicConvolution.Chain(b, at, x, ["branch7x7_1", "branch7x7_2", "branch7x7_3"]),
        BasicConvolution.Chain(b, at, x, ["branch7x7dbl_1", "branch7x7dbl_2", "branch7x7dbl_3", "branch7x7dbl_4", "branch7x7dbl_5"]),
        Averaged(b, at, x));

    // Figure 7: 1×3 and 3×1 beside each other.
    private static string Forked(ShapedBuilder b, string at, string x)
    {
        string one = BasicConvolution.Of(b, $"{at}.branch1x1", x);
        string few = BasicConvolution.Of(b, $"{at}.branch3x3_1", x);
        few = b.Concat(
            $"{at}.branch3x3", BasicConvolution.Of(b, $"{at}.branch3x3_2a", few), BasicConvolution.Of(b, $"{at}.branch3x3_2b", few));
        string many = BasicConvolution.Chain(b, at, x, ["branch3x3dbl_1", "branch3x3dbl_2"]);
        many = b.Concat(
            $"{at}.branch3x3dbl",
            BasicConvolution.Of(b, $"{at}.branch3x3dbl_3a", many),
            BasicConvolution.Of(b, $"{at}.branch3x3dbl_3b", many));
        return b.Concat(at, one, few, many, Averaged(b, at, x));
    }

    private static string Averaged(ShapedBuilder b, string at, string x) =>
        BasicConvolution.Of(b, $"{at}.branch_pool", b.Call($"{at}.averaged", new Op.AveragePool(3, 1, 1), x));
}
