using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Tan et al., "MnasNet: Platform-Aware Neural Architecture Search for Mobile", CVPR 2019, model B1 with torchvision's keys; any width.
/// </summary>
internal sealed class MnasNetFamily : GraphFamily
{
    private const int FirstStack = 8;

    // Steps of the stacks of inverted residuals.
    private static readonly int[] Strides = [2, 2, 2, 1, 2, 1];

    public override string Family => "MNASNet";

    public override string Reads => "torchvision, any width";

    public override IReadOnlyList<string> Names => [];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (!s.Has("layers.0.weight") || !s.Has("layers.8.0.layers.0.weight") || !s.Has("classifier.1.weight")) yield break;
        ShapedBuilder b = new(s, momentum: 3e-4);        // TensorFlow's 0.9997
        string x = b.Normed("layers.2", "layers.0", "layers.1", Graph.Input, new Op.Relu(), 2);
        x = b.Normed("layers.5", "layers.3", "layers.4", x, new Op.Relu());
        x = b.Normed("layers.7", "layers.6", "layers.7", x, null);
        for (int stack = 0; stack < Strides.Length; stack++)
        {
            string at = $"layers.{FirstStack + stack}";
            int blocks = s.Count(at + ".{0}.layers.0.weight");
            for (int block = 0; block < blocks; block++) x = Block(b, $"{at}.{block}", x, block == 0 ? Strides[stack] : 1, block > 0);
        }

        x = b.Normed("layers.16", "layers.14", "layers.15", x, new Op.Relu());
        x = b.Call("classifier.0", new Op.Dropout(0.2), b.GlobalAverage(x));
        yield return ("", b.Graph.Build("mnasnet", b.Linear("classifier.1", x)));
    }

    protected override Graph Draw(string name, int classes, int size) => throw new NotSupportedException(name);

    private static string Block(ShapedBuilder b, string at, string x, int stride, bool adds)
    {
        string y = b.Normed($"{at}.layers.2", $"{at}.layers.0", $"{at}.layers.1", x, new Op.Relu());
        y = b.Normed($"{at}.layers.5", $"{at}.layers.3", $"{at}.layers.4", y, new Op.Relu(), stride);
        y = b.Normed($"{at}.layers.7", $"{at}.layers.6", $"{at}.layers.7", y, null);
        return adds ? b.Add(at, y, x) : y;
    }
}
