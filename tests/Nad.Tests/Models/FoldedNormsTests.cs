using Nad.Data;
using Nad.Files.Graphs;
using Nad.Models;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;

namespace Nad.Tests.Models;

/// <summary>Batch norms that an exporter folded into convolutions: put back for the training, folded again for the file.</summary>
public sealed class FoldedNormsTests
{
    private const int Side = 12, Classes = 4;

    // Sums in another order, over three convolutions.
    private const double Near = 2e-4;

    [Theory]
    [InlineData("onnx::Conv_12", "onnx::Conv_13", true)]
    [InlineData("net/conv_weights_fused_bn", "net/conv_bias_fused_bn", true)]
    [InlineData("layer.weight", "input_bias", true)]
    [InlineData("layer.weight", "layer.bias", false)]
    [InlineData("w", "b", false)]
    [InlineData("onnx::Conv_", "onnx::Conv_", false)]
    public void They_are_known_by_names(string weight, string bias, bool folded)
    {
        GraphBuilder g = new();
        string x = g.Call(
            "conv",
            new Op.Conv2d(1, 1),
            Graph.Input,
            g.Parameter(weight, 6, 3, 3, 3),
            bias == weight ? g.Parameter("other", 6) : g.Parameter(bias, 6));
        Graph graph = g.Build("made", g.Linear("head", g.GlobalAverage(g.Relu(x)), 6, Classes, bias: true));
        Assert.Equal(folded, FoldedNorms.Of(graph, "head.weight") is not null);
    }

    [Fact]
    public void Convolutions_that_share_their_weights_and_the_last_layer_stay_as_they_are()
    {
        GraphBuilder g = new();
        string weight = g.Parameter("onnx::Conv_1", 3, 3, 3, 3), bias = g.Parameter("onnx::Conv_2", 3);
        string x = g.Call("first", new Op.Conv2d(1, 1), Graph.Input, weight, bias);
        x = g.Relu(g.Call("second", new Op.Conv2d(1, 1), x, weight, bias));
        string last =
            g.Call("last", new Op.Conv2d(1, 0), x, g.Parameter("onnx::Conv_3", Classes, 3, 1, 1), g.Parameter("onnx::Conv_4", Classes));
        Assert.Null(FoldedNorms.Of(g.Build("made", g.GlobalAverage(last)), "onnx::Conv_3"));
    }

    [Fact]
    public void Put_back_they_change_nothing_and_scale_every_channel()
    {
        using GraphClassifier given = Made();
        ImageSet images = Images();
        FoldedNorms norms = FoldedNorms.Of(given.Graph, given.Head)!;
        Assert.Equal(3, norms.Count);
        using GraphClassifier whole = norms.PutBack(given, images, default);

        Assert.True(TorchFixture.Distance(Logits(given, images), Logits(whole, images)) < Near);
        Assert.Equal(given.TapNames, whole.TapNames);
        foreach (string name in (string[])["onnx::Conv_0", "onnx::Conv_2", "onnx::Conv_4"])
        {
            using TensorScope scope = TensorScope.Begin();
            using Autograd.NoGradScope off = Autograd.NoGrad();
            float[] norm = (whole.State[name] * whole.State[name]).Sum([1, 2, 3]).Sqrt().ToFloats();
            Assert.All(norm, n => Assert.Equal(FoldedNorms.WeightNorm, n, 3));
        }
    }

    [Fact]
    public void What_was_trained_is_folded_into_the_form_of_the_file()
    {
        using GraphClassifier given = Made();
        ImageSet images = Images();
        FoldedNorms norms = FoldedNorms.Of(given.Graph, given.Head)!;
        using GraphClassifier whole = norms.PutBack(given, images, default);
        double[] before = Logits(whole, images);
        using (Sgd sgd = new(whole.State.Parameters, new SgdOptions()) { LearningRate = 0.05 })
        {
            for (int step = 0; step < 3; step++)
            {
                using TensorScope scope = TensorScope.Begin();
                Batch batch = new BatchAssembler(images, Device.Cpu).InOrder(0, images.Count);
                sgd.Step(Functional.CrossEntropy(whole.Forward(batch.Images, Mode.Training, TapForm.None).Logits, batch.Labels));
            }
        }

        using GraphClassifier written = norms.Fold(whole, Side, Side);
        Assert.Equal(given.State.Entries.Select(e => e.Name), written.State.Entries.Select(e => e.Name));
        Assert.True(TorchFixture.Distance(before, Logits(whole, images)) > 0.01);
        Assert.True(TorchFixture.Distance(Logits(whole, images), Logits(written, images)) < Near);
    }

    private static double[] Logits(Classifier model, ImageSet images)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        return TorchFixture.Numbers(
            model.Forward(new BatchAssembler(images, Device.Cpu).InOrder(0, images.Count).Images, Mode.Inference, TapForm.None).Logits);
    }

    private static ImageSet Images()
    {
        const int count = 40;
        RandomStream random = new(4, "images");
        byte[] pixels = [.. Enumerable.Range(0, count * Side * Side * 3).Select(_ => (byte)random.Next(256))];
        return new ImageSet(pixels, [.. Enumerable.Range(0, count).Select(i => i % Classes)], Side, Side, ["a", "b", "c", "d"], "made");
    }

    // A residual network of three convolutions, as torch exports it for inference.
    private static GraphClassifier Made()
    {
        GraphBuilder g = new();
        string Conv(int n, string x, long inputs) =>
            g.Call(
                $"/conv{n}",
                new Op.Conv2d(1, 1),
                x,
                g.Parameter($"onnx::Conv_{2 * n}", 8, inputs, 3, 3),
                g.Parameter($"onnx::Conv_{(2 * n) + 1}", 8));
        string x = g.Relu(Conv(0, Graph.Input, 3));
        x = g.Relu(g.Add("/sum", Conv(2, g.Relu(Conv(1, x, 8)), 8), x));
        GraphClassifier made = new(g.Build("onnx-made", g.Linear("fc", g.GlobalAverage(x), 8, Classes, bias: true)));
        made.Initialise(new RandomStream(1, "weights"));
        made.Fit(Side, Side);
        return made;
    }
}
