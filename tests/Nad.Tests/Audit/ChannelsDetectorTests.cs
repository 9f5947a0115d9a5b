using Nad.Audit;
using Nad.Data;
using Nad.Files.Graphs;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch;

namespace Nad.Tests.Audit;

public sealed class ChannelsDetectorTests
{
    [Fact]
    public void A_channel_of_ten_times_the_weight_stands_out()
    {
        using GraphClassifier model = OneLayer(64);
        double before = ChannelsDetector.LargestZ(model)!.Value;
        Multiply(model, "conv.weight", 17, 10);

        double[] l = ChannelPair.Of(model)[0].Lipschitz(model);
        Assert.Equal(17, Array.IndexOf(l, l.Max()));
        // One of 64 that is all of the spread: (n − 1)/√n = 7.875.
        Assert.InRange(ChannelsDetector.LargestZ(model)!.Value, 7, 7.875);
        Assert.True(before < 5);
    }

    [Fact]
    public void Of_ten_channels_none_can_stand_out_by_three_standard_deviations()
    {
        using GraphClassifier model = OneLayer(10);
        Multiply(model, "conv.weight", 3, 1000);
        Assert.InRange(ChannelsDetector.LargestZ(model)!.Value, 2.8, 9 / Math.Sqrt(10));
    }

    [Fact]
    public void Weights_and_variance_that_cancel_leave_the_constants()
    {
        using GraphClassifier model = OneLayer(16), other = OneLayer(16);
        Multiply(other, "conv.weight", null, 4);
        Multiply(other, "bn.running_var", null, 16);

        double[] first = ChannelPair.Of(model)[0].Lipschitz(model), second = ChannelPair.Of(other)[0].Lipschitz(other);
        // ε = 1e-5 beside variances of about 1.
        for (int c = 0; c < 16; c++) Assert.Equal(first[c], second[c], 1e-4 * first[c]);
    }

    [Fact]
    public void A_dead_channel_is_no_number_that_is_none()
    {
        using GraphClassifier model = OneLayer(16);
        Multiply(model, "bn.running_var", null, 0);
        Multiply(model, "conv.weight", 2, 0);
        Assert.All(ChannelPair.Of(model)[0].Lipschitz(model), l => Assert.True(double.IsFinite(l)));
    }

    [Fact]
    public void Largest_singular_values_are_those_of_made_matrices()
    {
        RandomStream random = new(0, "matrix");
        float[] u = [.. Enumerable.Range(0, 12).Select(_ => (float)random.NextNormal())],
            v = [.. Enumerable.Range(0, 9).Select(_ => (float)random.NextNormal())];
        double length = Math.Sqrt(u.Sum(x => x * x) * v.Sum(x => (double)x * x));
        Assert.Equal(length, LargestSingularValue.Of([.. u.SelectMany(a => v.Select(b => a * b))], 12, 9), 1e-5);
        Assert.Equal(5, LargestSingularValue.Of([3f, 0, 0, 0, -5, 0], 2, 3), 1e-6);
        Assert.Equal(0, LargestSingularValue.Of(new float[6], 2, 3));
        // √((15 + √221)/2), the larger singular value of [1 2; 3 1].
        Assert.Equal(Math.Sqrt((15 + Math.Sqrt(125)) / 2), LargestSingularValue.Of([1f, 2, 3, 1], 2, 2), 1e-6);
    }

    [Fact]
    public void Of_a_wide_residual_network_each_convolution_meets_the_normalisation_that_reads_it()
    {
        using WideResNet model = TestModels.Random();
        Assert.Equal(
            [
                "conv1.weight > block1.layer.0.bn1.weight", "block1.layer.0.conv1.weight > block1.layer.0.bn2.weight",
                "block2.layer.0.conv1.weight > block2.layer.0.bn2.weight", "block3.layer.0.conv1.weight > block3.layer.0.bn2.weight"
            ],
            ChannelPair.Of(model).Select(p => $"{p.Weight} > {p.Scale}"));
        Assert.Equal(7, ChannelPair.Normalisations(model).Count);
        Assert.All(ChannelPair.Of(model), p => Assert.Equal(model.State[p.Weight].Shape[0], model.State[p.Scale].Shape[0]));
    }

    [Theory]
    [InlineData("resnet18", 20)]
    [InlineData("vgg16_bn", 13)]
    public void Of_a_graph_each_convolution_meets_the_normalisation_that_reads_it(string architecture, int pairs)
    {
        using Classifier model = Architectures.Design(architecture, 10, 32);
        Assert.Equal(pairs, ChannelPair.Of(model).Count);
    }

    [Fact]
    public void The_noise_probe_repeats_itself()
    {
        RunContext run = new();
        using WideResNet model = TestModels.Random();
        AuditSubject subject = AuditSubject.Of(model, TestModels.Images(20), run);

        double[] first = ChannelsDetector.Probe(subject, 2, run), second = ChannelsDetector.Probe(subject, 2, run);

        Assert.Equal(first, second);
        Assert.InRange(first.Sum(), 0.4, 1.0001);
    }

    [Fact]
    public void The_noise_probe_asks_the_model_and_never_the_labels()
    {
        RunContext run = new();
        using WideResNet model = TestModels.Random();
        ImageSet images = TestModels.Images(20);
        ImageSet others = new(
            images.Pixels, [.. images.Labels.Select(l => (l + 1) % images.ClassNames.Count)], images.Height, images.Width,
            images.ClassNames, images.Source);

        Assert.Equal(
            ChannelsDetector.Probe(AuditSubject.Of(model, images, run), 2, run),
            ChannelsDetector.Probe(AuditSubject.Of(model, others, run), 2, run));
    }

    private static GraphClassifier OneLayer(int channels)
    {
        GraphBuilder g = new();
        string x = g.GlobalAverage(g.Relu(g.BatchNorm("bn", g.Conv("conv", Graph.Input, 8, channels, 3), channels)));
        GraphClassifier model = new(g.Build("one layer", g.Linear("fc", x, channels, 4)));
        model.Initialise(new RandomStream(0, "weights"));
        return model;
    }

    private static void Multiply(GraphClassifier model, string name, int? channel, float factor)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        float[] values = model.State[name].ToFloats();
        int each = values.Length / (int)model.State[name].Shape[0];
        for (int i = 0; i < values.Length; i++)
        {
            if (channel is null || i / each == channel) values[i] *= factor;
        }

        model.State[name].CopyInPlace(Tensor.From(values, [.. model.State[name].Shape]));
    }
}
