using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Szegedy et al., "Going Deeper with Convolutions", CVPR 2015, with torchvision's keys and batch norms; any widths. The two heads for
/// training alone are no part of what is computed.
/// </summary>
internal sealed class GoogLeNetFamily : GraphFamily
{
    // Modules of each stage, by torchvision's names.
    private static readonly string[][] Stages = [["3a", "3b"], ["4a", "4b", "4c", "4d", "4e"], ["5a", "5b"]];

    public override string Family => "GoogLeNet";

    public override string Reads => "torchvision, any width; the two heads for training alone stay as they are";

    public override IReadOnlyList<string> Names => [];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (!s.Has("conv1.conv.weight") || !s.Has("inception3a.branch1.conv.weight")) yield break;
        ShapedBuilder b = new(s, epsilon: 1e-3);
        string x = b.Call("maxpool1", new Op.MaxPool(3, 2, ceiling: true), BasicConvolution.Of(b, "conv1", Graph.Input, 2));
        x = BasicConvolution.Of(b, "conv3", BasicConvolution.Of(b, "conv2", x));
        x = b.Call("maxpool2", new Op.MaxPool(3, 2, ceiling: true), x);
        for (int stage = 0; stage < Stages.Length; stage++)
        {
            foreach (string module in Stages[stage]) x = Module(b, $"inception{module}", x);
            if (stage < Stages.Length - 1) x = b.Call($"maxpool{stage + 3}", new Op.MaxPool(stage == 0 ? 3 : 2, 2, ceiling: true), x);
        }

        x = b.Call("dropout", new Op.Dropout(0.2), b.GlobalAverage(x));
        yield return ("", b.Graph.Build("googlenet", b.Linear("fc", x)));
    }

    protected override Graph Draw(string name, int classes, int size) => throw new NotSupportedException(name);

    // The branch of the paper with 5×5 windows has 3×3 in torchvision; the shapes say so.
    private static string Module(ShapedBuilder b, string at, string x) => b.Concat(
        at,
        BasicConvolution.Of(b, $"{at}.branch1", x),
        BasicConvolution.Of(b, $"{at}.branch2.1", BasicConvolution.Of(b, $"{at}.branch2.0", x)),
        BasicConvolution.Of(b, $"{at}.branch3.1", BasicConvolution.Of(b, $"{at}.branch3.0", x)),
        BasicConvolution.Of(b, $"{at}.branch4.1", b.Call($"{at}.branch4.0", new Op.MaxPool(3, 1, 1, ceiling: true), x)));
}
