using Nad.Data;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Trunks;

namespace Nad.Tests.Models;

/// <summary>
/// The trunk's convolutions against libtorch's, forward and backward: shapes that Winograd's algorithm serves and shapes that it does not.
/// </summary>
public sealed class TrunkConvolutionTests
{
    // Float32 by two algorithms: Winograd's rounding is about 4e-7, and three of them follow one another.
    private const double Tolerance = 4e-6;

    [Theory]
    [InlineData(1, 16, 16, 32)]       // four full groups of sixteen tiles
    [InlineData(3, 16, 48, 8)]        // twelve tiles: a group that is not full; results in an odd number of blocks
    [InlineData(2, 48, 48, 12)]
    [InlineData(5, 48, 32, 4)]        // a map of one tile
    [InlineData(19, 32, 64, 8)]       // results in pairs of blocks, more than one pair
    [InlineData(3, 32, 16, 6)]        // no multiple of four pixels: oneDNN's direct convolution
    public void Three_in_a_row_with_a_sum_are_those_of_libtorch(int batch, int middle, int last, int size)
    {
        if (!TrunkRuntime.Available) Assert.Skip($"The trunk is {TrunkRuntime.Description}.");
        using TensorScope scope = TensorScope.Begin();
        using ParameterStore store = new();
        Conv2d first = new(store.Root / "first", 3, middle, 3, 1), second = new(store.Root / "second", middle, last, 3, 1),
            third = new(store.Root / "third", last, last, 3, 1);
        Fill(store);
        Tensor images = Normal("images", batch, 3, size, size).Contiguous(MemoryLayout.ChannelsLast),
            weights = Normal("loss", batch, last, size, size);
        Trunk trunk = new(3, size, size);
        int b = trunk.Conv(trunk.Conv(0, first), second), c = trunk.Conv(b, third, plus: b);

        Tensor expected = Operators(images), found = trunk.Run(images, Mode.Training, Precision.Float32, (c, TrunkForm.Features))[0];
        Tensor[] e = Gradients(expected), f = Gradients(found);
        using (Autograd.NoGrad())
        {
            TorchFixture.Near(
                TorchFixture.Numbers(expected),
                TorchFixture.Numbers(trunk.Run(images, Mode.Inference, Precision.Float32, (c, TrunkForm.Features))[0]),
                Tolerance,
                "in inference");
        }

        TorchFixture.Near(TorchFixture.Numbers(expected), TorchFixture.Numbers(found), Tolerance, "in training");
        for (int i = 0; i < e.Length; i++)
            TorchFixture.Near(TorchFixture.Numbers(e[i]), TorchFixture.Numbers(f[i]), Tolerance, $"gradient of convolution {i + 1}");

        Tensor Operators(Tensor x)
        {
            Tensor sum = second.Forward(first.Forward(x));
            return sum + third.Forward(sum);
        }

        Tensor[] Gradients(Tensor y) => Autograd.Gradients((y * weights).Sum(), [first.Weight, second.Weight, third.Weight]);
    }

    /// <summary>Weights are prepared once and again where they change, though the same native graph serves several layers.</summary>
    [Fact]
    public void New_weights_are_noticed()
    {
        if (!TrunkRuntime.Available) Assert.Skip($"The trunk is {TrunkRuntime.Description}.");
        using TensorScope scope = TensorScope.Begin();
        using ParameterStore store = new();
        Conv2d first = new(store.Root / "first", 3, 16, 3, 1), second = new(store.Root / "second", 16, 16, 3, 1);
        Fill(store);
        Tensor images = Normal("images", 2, 3, 8, 8).Contiguous(MemoryLayout.ChannelsLast);
        Trunk trunk = new(3, 8, 8);
        int last = trunk.Conv(trunk.Conv(0, first), second);
        using Autograd.NoGradScope off = Autograd.NoGrad();

        float[] before = Run(), again = Run();
        store.Import([.. store.Export().Select(t => t with { Data = Normal("other " + t.Name, [.. t.Data.Shape]).ToData() })]);
        float[] after = Run();

        Assert.Equal(before, again);
        TorchFixture.Near(
            TorchFixture.Numbers(second.Forward(first.Forward(images))),
            [.. after.Select(x => (double)x)],
            Tolerance,
            "with the new weights");

        float[] Run() => trunk.Run(images, Mode.Inference, Precision.Float32, (last, TrunkForm.Features))[0].ToFloats();
    }

    private static void Fill(ParameterStore store) =>
        store.Import([.. store.Export().Select(t => t with { Data = Normal(t.Name, [.. t.Data.Shape]).ToData() })]);

    private static Tensor Normal(string name, params long[] shape)
    {
        RandomStream random = new(0, name);
        return Tensor.From(
            [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)(0.2 * random.NextNormal()))], shape);
    }
}
