using System.Collections.Immutable;
using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// Writes a network down whose sizes stand in a state dict: each layer takes channels, windows, groups and bias from the shapes of its
/// keys. A key that is not there is written down in the smallest shape, so that the comparison with the file names it.
/// </summary>
/// <param name="shapes">Of a file; anything may stand there.</param>
/// <param name="epsilon">Of every normalisation.</param>
/// <param name="momentum">Of every batch norm.</param>
internal sealed class ShapedBuilder(StateShapes shapes, double epsilon = 1e-5, double momentum = 0.1)
{
    private const int LargestWindow = 31;

    private readonly Dictionary<string, long> channels = new(StringComparer.Ordinal);

    /// <summary>Keys and shapes.</summary>
    public StateShapes Shapes => shapes;

    /// <summary>What is written.</summary>
    public GraphBuilder Graph { get; } = new();

    /// <summary>Channels, or features, of a value that was made here; of the images those that the first layer takes.</summary>
    public long Channels(string value) => channels.GetValueOrDefault(value, 1);

    /// <summary>Says how many channels a value has that was not made here.</summary>
    public string With(string value, long count)
    {
        channels[value] = count;
        return value;
    }

    /// <summary>A convolution; zeros on each side are (window − 1)/2 unless told otherwise.</summary>
    public string Conv(string at, string x, int stride = 1, int? padding = null)
    {
        long outputs = One($"{at}.weight", 0), grouped = One($"{at}.weight", 1);
        if (x == Files.Graphs.Graph.Input) With(x, grouped);
        int height = (int)Math.Min(One($"{at}.weight", 2), LargestWindow), width = (int)Math.Min(One($"{at}.weight", 3), LargestWindow);
        long inputs = Channels(x), groups = inputs % grouped == 0 ? inputs / grouped : 1;
        int top = padding ?? (height - 1) / 2, left = padding ?? (width - 1) / 2;
        Op.Conv2d op = new(Op.Extent.Of(stride), new Op.Border(top, left, top, left), Op.Extent.Of(1), (int)groups);
        return Weighted(at, op, x, outputs, [outputs, inputs / groups, height, width]);
    }

    /// <summary>A fully connected layer.</summary>
    public string Linear(string at, string x)
    {
        long outputs = One($"{at}.weight", 0);
        return Weighted(at, new Op.Linear(), x, outputs, [outputs, Channels(x)]);
    }

    /// <summary>Batch normalisation.</summary>
    public string BatchNorm(string at, string x) => With(Graph.BatchNorm(at, x, Channels(x), epsilon, momentum), Channels(x));

    /// <summary>Layer normalisation over the last dimension.</summary>
    public string LayerNorm(string at, string x) => With(Graph.LayerNorm(at, x, Channels(x), epsilon), Channels(x));

    /// <summary>A call that leaves the channels as they are.</summary>
    public string Call(string name, Op op, params ReadOnlySpan<string> inputs) => With(Graph.Call(name, op, inputs), Channels(inputs[0]));

    /// <summary>x + y.</summary>
    public string Add(string name, string x, string y) => Call(name, new Op.Add(), x, y);

    /// <summary>Values beside each other.</summary>
    public string Concat(string name, params ReadOnlySpan<string> parts)
    {
        long sum = 0;
        foreach (string part in parts) sum += Channels(part);
        return With(Graph.Call(name, new Op.Concat(1), parts), sum);
    }

    /// <summary>Convolution, batch norm and, where one is given, an activation; the result is called <paramref name="name"/>.</summary>
    public string Normed(string name, string conv, string norm, string x, Op? active, int stride = 1, int? padding = null)
    {
        string y = BatchNorm(norm, Conv(conv, x, stride, padding));
        return active is null ? y : Call(name, active, y);
    }

    /// <summary>Weighing of the channels by what the whole map holds (squeeze and excitation), with torchvision's keys.</summary>
    public string Squeeze(string at, string x, Op active, Op gate)
    {
        string w = Call($"{at}.avgpool", new Op.AdaptiveAveragePool(Op.Extent.Of(1)), x);
        w = Call($"{at}.activation", active, Conv($"{at}.fc1", w));
        return Call(at, new Op.Multiply(), x, Call($"{at}.gate", gate, Conv($"{at}.fc2", w)));
    }

    /// <summary>N×C×H×W → N×C: means over space.</summary>
    public string GlobalAverage(string x) => With(Graph.GlobalAverage(x), Channels(x));

    /// <summary>A trained tensor in the shape that it has in the file, which is told.</summary>
    public string Parameter(string name, params ReadOnlySpan<long> shape) => Graph.Parameter(name, shape);

    /// <summary>One size of a key's shape; 1 where there is none.</summary>
    public long One(string key, int dimension) => Math.Max(1, shapes.Size(key, dimension));

    private string Weighted(string at, Op op, string x, long outputs, ImmutableArray<long> shape)
    {
        string weight = Graph.Parameter($"{at}.weight", shape.AsSpan());
        return With(
            shapes.Has($"{at}.bias")
                ? Graph.Call(at, op, x, weight, Graph.Parameter($"{at}.bias", outputs))
                : Graph.Call(at, op, x, weight),
            outputs);
    }
}
