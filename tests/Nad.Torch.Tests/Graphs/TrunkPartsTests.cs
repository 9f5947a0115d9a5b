using Nad.Files.Graphs;
using Nad.TestSupport;
using Nad.Torch.Graphs;
using Nad.Torch.Modules;
using Nad.Torch.Trunks;

namespace Nad.Torch.Tests.Graphs;

/// <summary>
/// Networks whose parts run through the trunk, against the same networks operator by operator: values, gradients, running statistics.
/// </summary>
public sealed class TrunkPartsTests
{
    // Float32 by two algorithms; the gradients of several layers follow one another, and a value near 0 may be rectified by the one and not
    // by the other.
    private const double Tolerance = 1e-4;

    public static TheoryData<string, Func<GraphBuilder, string>, int> Networks => new()
    {
        { "ResNet: sums before the ReLU", g => Basic(g, "b", Basic(g, "a", Stem(g), 16, 1), 32, 2), 1 },
        {
            "ResNet behind a pool: its first map has a gradient",
            g => Basic(g, "b", Basic(g, "a", g.Call("pool", Pool, Stem(g)), 16, 1), 32, 2),
            1
        },
        {
            "PreActResNet: sums behind the convolution",
            g => PreAct(g, "b", PreAct(g, "a", g.Conv("stem", Graph.Input, 3, 16, 3), 16, 16, 1), 16, 32, 2),
            1
        },
        { "VGG: biases that a normalisation takes over", Vgg, 1 },
        { "other activations between: only convolutions and normalisations", Elu, 2 },
        { "a bias without a normalisation, and groups, stay with libtorch", Unserved, 0 },
        { "epsilon and momentum of its own", g => Middle(g, g.BatchNorm("n", Stem(g), 16, 1e-3, 0.01)), 1 },
    };

    private static Op.MaxPool Pool => new(Op.Extent.Of(2), Op.Extent.Of(2), Op.Border.Of(0), Op.Extent.Of(1), false);

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_trunk_computes_what_the_operators_do(string what, Func<GraphBuilder, string> make, int parts)
    {
        if (!TrunkRuntime.Available) Assert.Skip($"The trunk is {TrunkRuntime.Description}.");
        GraphBuilder g = new();
        string last = make(g);
        int channels = (int)g.Tensors.Last(t => t.Shape is [_]).Shape[0];
        Graph graph = g.Build("test", g.Linear("fc", g.GlobalAverage(last), channels, 5));
        using TensorScope scope = TensorScope.Begin();
        using ParameterStore first = new(), second = new();
        using GraphRunner with = new(graph, first) { UsesTrunk = true }, without = new(graph, second) { UsesTrunk = false };
        Random random = new(7);
        first.Import([.. first.Export().Select(
            t => t.Data.Type == DType.Float32 ? t with { Data = Start(t.Name, [.. t.Data.Shape], random).ToData() } : t)]);
        second.CopyFrom(first);
        Tensor images = Numbers(random, 1, 6, 3, 16, 16), weights = Numbers(random, 1, 6, 5),
            on = Numbers(random, 0.1, [.. without.Run(images, Mode.Inference, [last])[0].Shape]);

        Assert.Equal(parts, with.PartCount);
        Assert.Equal(0, without.PartCount);
        for (int step = 0; step < 2; step++)
        {
            Tensor[] f = Gradients(with, first), e = Gradients(without, second);
            for (int i = 0; i < e.Length; i++) Near(e[i], f[i], $"{what}: gradient of {first.ParameterNames[i]}");
            foreach ((string name, Tensor tensor) in first.Entries) Near(second[name], tensor, $"{what}: {name}");
        }

        using (Autograd.NoGrad())
            Near(
                without.Run(images, Mode.Inference, [graph.Output])[0],
                with.Run(images, Mode.Inference, [graph.Output])[0],
                $"{what}: in inference");
        // Gradients of parameters in inference are libtorch's; where none is wanted, the trunk has that of the image.
        Near(
            without.Run(images, Mode.Inference, [graph.Output])[0],
            with.Run(images, Mode.Inference, [graph.Output])[0],
            $"{what}: recorded");
        (Tensor[] own, Tensor[] theirs) =
            (InInference(with, [.. first.Parameters, Recorded()]), InInference(without, [.. second.Parameters, Recorded()]));
        for (int i = 0; i < own.Length; i++) Near(theirs[i], own[i], $"{what}: gradient {i} in inference");
        using (first.Freeze())
        using (second.Freeze())
        {
            Near(InInference(without, [Recorded()])[0], InInference(with, [Recorded()])[0], $"{what}: the image's gradient");
        }

        Assert.All(first.Parameters, p => Assert.True(p.RequiresGrad));

        Tensor Recorded() => (images * 1).Detach().RequireGrad();

        // The image is the last of what gradients are wanted of.
        Tensor[] InInference(GraphRunner runner, Tensor[] of)
        {
            Tensor[] values = runner.Run(of[^1], Mode.Inference, [last, graph.Output]);
            return Autograd.Gradients((values[1] * weights).Sum() + (values[0] * on).Sum(), of);
        }

        // A tap is used beside the logits, as attention maps are.
        Tensor[] Gradients(GraphRunner runner, ParameterStore store)
        {
            Tensor[] values = runner.Run(images, Mode.Training, [last, graph.Output]);
            return Autograd.Gradients((values[1] * weights).Sum() + (values[0] * on).Sum(), [.. store.Parameters]);
        }
    }

    [Fact]
    public void Maps_that_do_not_fit_together_are_left_to_libtorch()
    {
        if (!TrunkRuntime.Available) Assert.Skip($"The trunk is {TrunkRuntime.Description}.");
        GraphBuilder g = new();
        string x = Stem(g), pooled = g.Conv("half", x, 16, 16, 3, stride: 16);
        Graph graph = g.Build("test", g.Add("sum", g.Conv("again", x, 16, 16, 3), pooled));
        using TensorScope scope = TensorScope.Begin();
        using ParameterStore store = new();
        using GraphRunner runner = new(graph, store);
        using Autograd.NoGradScope off = Autograd.NoGrad();

        Assert.Equal([2L, 16, 16, 16], runner.Run(Numbers(new Random(1), 1, 2, 3, 16, 16), Mode.Inference, [graph.Output])[0].Shape);
    }

    private static string Stem(GraphBuilder g) => g.Relu(g.BatchNorm("bn", g.Conv("stem", Graph.Input, 3, 16, 3), 16));

    private static string Middle(GraphBuilder g, string x) => g.BatchNorm("after", g.Conv("middle", x, 16, 16, 3), 16);

    private static string Basic(GraphBuilder g, string at, string x, int channels, int stride)
    {
        string y = g.Relu(g.BatchNorm(at + ".bn1", g.Conv(at + ".conv1", x, 16, channels, 3, stride), channels));
        y = g.BatchNorm(at + ".bn2", g.Conv(at + ".conv2", y, channels, channels, 3), channels);
        string same = stride == 1 ? x : g.BatchNorm(at + ".bn3", g.Conv(at + ".short", x, 16, channels, 1, stride), channels);
        return g.Relu(g.Add(at + ".sum", y, same));
    }

    private static string PreAct(GraphBuilder g, string at, string x, int inputs, int channels, int stride)
    {
        string a = g.Relu(g.BatchNorm(at + ".bn1", x, inputs));
        string y = g.Relu(g.BatchNorm(at + ".bn2", g.Conv(at + ".conv1", a, inputs, channels, 3, stride), channels));
        y = g.Conv(at + ".conv2", y, channels, channels, 3);
        return g.Add(at + ".sum", y, stride == 1 ? x : g.Conv(at + ".short", a, inputs, channels, 1, stride));
    }

    private static string Vgg(GraphBuilder g)
    {
        string x = g.Relu(g.BatchNorm("1", g.Conv("0", Graph.Input, 3, 16, 3, bias: true), 16));
        return g.Relu(g.BatchNorm("4", g.Conv("3", x, 16, 32, 3, bias: true), 32));
    }

    private static string Elu(GraphBuilder g)
    {
        string x = g.Call("e", new Op.Elu(1, 1, 1), g.BatchNorm("1", g.Conv("0", Graph.Input, 3, 16, 3), 16));
        x = g.Call("f", new Op.Elu(1, 1, 1), g.BatchNorm("3", g.Conv("2", x, 16, 16, 3), 16));
        return g.Call("h", new Op.Elu(1, 1, 1), g.BatchNorm("5", g.Conv("4", x, 16, 32, 3), 32));
    }

    private static string Unserved(GraphBuilder g)
    {
        string x = g.Relu(g.Conv("0", Graph.Input, 3, 16, 3, bias: true));
        return g.BatchNorm("2", g.Conv("1", x, 16, 16, 3, groups: 16), 16);
    }

    // Scales away from 0 and variances above it; all else small.
    private static Tensor Start(string name, long[] shape, Random random)
    {
        Tensor drawn = Numbers(random, 0.2, shape);
        return shape.Length == 1 && (name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("var", StringComparison.Ordinal))
            ? (drawn * drawn) + 0.5
            : drawn;
    }

    private static Tensor Numbers(Random random, double spread, params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(spread * ((2 * random.NextDouble()) - 1));
        return Tensor.From(values, shape);
    }

    // As a part of the largest element; a bias that a normalisation takes over has a gradient that is rounding and nothing else.
    private static void Near(Tensor expected, Tensor found, string what)
    {
        double[] e = TorchFixture.Numbers(expected), f = TorchFixture.Numbers(found);
        double scale = Math.Max(0.1, e.Max(Math.Abs)), worst = e.Zip(f, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst <= Tolerance * scale, $"{what}: {worst:g3} apart, of {scale:g3}");
    }
}
