using System.Globalization;
using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014: AlexNet with torchvision's keys; any widths. Images
/// of 63 pixels or more.
/// </summary>
internal sealed class AlexNetFamily : GraphFamily
{
    private const int Side = 6;

    // Places of the convolutions, the pools behind some of them, and the last layers.
    private static readonly (int Place, int Stride, int Padding, bool Pool)[] Convolutions =
    [
        (0, 4, 2, true), (3, 1, 2, true), (6, 1, 1, false), (8, 1, 1, false), (10, 1, 1, true)
    ];
    private static readonly string[] Heads = ["classifier.1", "classifier.4", "classifier.6"];

    public override string Family => "AlexNet";

    public override string Reads => "torchvision, any width";

    public override IReadOnlyList<string> Names => [];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        if (s.Size("features.0.weight", 2) != 11 || !Heads.All(h => s.Has($"{h}.weight"))) yield break;
        ShapedBuilder b = new(s);
        string x = Graph.Input;
        foreach ((int place, int stride, int padding, bool pool) in Convolutions)
        {
            x = b.Call(Feature(place + 1), new Op.Relu(), b.Conv(Feature(place), x, stride, padding));
            if (pool) x = b.Call(Feature(place + 2), new Op.MaxPool(3, 2), x);
        }

        x = b.Call("avgpool", new Op.AdaptiveAveragePool(Op.Extent.Of(Side)), x);
        x = b.With(b.Graph.Call("flat", new Op.Flatten(), x), b.Channels(x) * Side * Side);
        x = b.Call("classifier.2", new Op.Relu(), b.Linear(Heads[0], b.Call("classifier.0", new Op.Dropout(0.5), x)));
        x = b.Call("classifier.5", new Op.Relu(), b.Linear(Heads[1], b.Call("classifier.3", new Op.Dropout(0.5), x)));
        yield return ("", b.Graph.Build("alexnet", b.Linear(Heads[2], x)));
    }

    protected override Graph Draw(string name, int classes, int size) => throw new NotSupportedException(name);

    private static string Feature(int place) => string.Create(CultureInfo.InvariantCulture, $"features.{place}");
}
