using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Radosavovic et al., "Designing Network Design Spaces", CVPR 2020: RegNet X, and Y with weighing of channels, with torchvision's keys;
/// any width and depth.
/// </summary>
internal sealed class RegNetFamily : GraphFamily
{
    public override string Family => "RegNet";

    public override string Reads => "torchvision, X and Y, any width and depth";

    public override IReadOnlyList<string> Names => [];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (!s.Has("stem.0.weight") || !s.Has("trunk_output.block1.block1-0.f.a.0.weight")) yield break;
        ShapedBuilder b = new(s);
        string x = b.Normed("stem", "stem.0", "stem.1", Graph.Input, new Op.Relu(), 2);
        for (int stage = 1; s.Has($"trunk_output.block{stage}.block{stage}-0.f.a.0.weight"); stage++)
        {
            string at = $"trunk_output.block{stage}.block{stage}-";
            int blocks = s.Count(at + "{0}.f.a.0.weight");
            for (int block = 0; block < blocks; block++) x = Block(b, $"{at}{block}", x, block == 0 ? 2 : 1);
        }

        yield return (
            "",
            b.Graph.Build(
                s.Has("trunk_output.block1.block1-0.f.se.fc1.weight") ? "regnet_y" : "regnet_x", b.Linear("fc", b.GlobalAverage(x))));
    }

    protected override Graph Draw(string name, int classes, int size) => throw new NotSupportedException(name);

    // relu(shortcut(x) + c(weigh(b(a(x))))); the step is in b.
    private static string Block(ShapedBuilder b, string at, string x, int stride)
    {
        string shortcut = b.Shapes.Has($"{at}.proj.0.weight") ? b.Normed($"{at}.proj", $"{at}.proj.0", $"{at}.proj.1", x, null, stride) : x;
        string y = b.Normed($"{at}.f.a", $"{at}.f.a.0", $"{at}.f.a.1", x, new Op.Relu());
        y = b.Normed($"{at}.f.b", $"{at}.f.b.0", $"{at}.f.b.1", y, new Op.Relu(), stride);
        if (b.Shapes.Has($"{at}.f.se.fc1.weight")) y = b.Squeeze($"{at}.f.se", y, new Op.Relu(), new Op.Sigmoid());
        y = b.Normed($"{at}.f.c", $"{at}.f.c.0", $"{at}.f.c.1", y, null);
        return b.Call(at, new Op.Relu(), b.Add($"{at}.sum", shortcut, y));
    }
}
