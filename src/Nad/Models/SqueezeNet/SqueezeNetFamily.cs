using System.Globalization;
using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>Iandola et al., "SqueezeNet", 2016, versions 1.0 and 1.1, with torchvision's keys; any widths.</summary>
internal sealed class SqueezeNetFamily : GraphFamily
{
    public override string Family => "SqueezeNet";

    public override string Reads => "torchvision, 1.0 and 1.1, any width";

    public override IReadOnlyList<string> Names => [];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (!s.Has("features.0.weight") || !s.Has("features.3.squeeze.weight") || !s.Has("classifier.1.weight")) yield break;
        ShapedBuilder b = new(s);
        string x = b.Call("features.1", new Op.Relu(), b.Conv("features.0", Graph.Input, 2, 0));
        // Where a number is left out, a pool stands.
        int last = Enumerable.Range(3, 30).Last(i => i == 3 || s.Has(Squeeze(i)));
        for (int i = 2; i <= last; i++)
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"features.{i}");
            x = s.Has(Squeeze(i)) ? Fire(b, at, x) : b.Call(at, new Op.MaxPool(3, 2, ceiling: true), x);
        }

        x = b.Conv("classifier.1", b.Call("classifier.0", new Op.Dropout(0.5), x));
        x = b.GlobalAverage(b.Call("classifier.2", new Op.Relu(), x));
        yield return ("", b.Graph.Build(b.One("features.0.weight", 2) == 7 ? "squeezenet1_0" : "squeezenet1_1", x));
    }

    protected override Graph Draw(string name, int classes, int size) => throw new NotSupportedException(name);

    private static string Squeeze(int place) => string.Create(CultureInfo.InvariantCulture, $"features.{place}.squeeze.weight");

    private static string Fire(ShapedBuilder b, string at, string x)
    {
        string few = b.Call($"{at}.squeeze_activation", new Op.Relu(), b.Conv($"{at}.squeeze", x));
        return b.Concat(
            at,
            b.Call($"{at}.expand1x1_activation", new Op.Relu(), b.Conv($"{at}.expand1x1", few)),
            b.Call($"{at}.expand3x3_activation", new Op.Relu(), b.Conv($"{at}.expand3x3", few)));
    }
}
