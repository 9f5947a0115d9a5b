using Nad.TestSupport;
using Nad.Torch.Modules;

namespace Nad.Torch.Tests.Modules;

public sealed class BatchNorm2dTests
{
    // Float32 means of 100 numbers in another order; measured 1e-7.
    private const double Tolerance = 2e-6;

    private static readonly TorchFixture Stored = new("batch_norm");

    [Theory]
    [InlineData(MemoryLayout.RowMajor)]
    [InlineData(MemoryLayout.ChannelsLast)]
    public void Three_batches_give_the_outputs_gradients_and_statistics_of_PyTorch(MemoryLayout layout)
    {
        using TensorScope scope = TensorScope.Begin();
        using ParameterStore store = new();
        BatchNorm2d layer = Layer(store);

        for (int i = 0; i < 3; i++)
        {
            Tensor x = Stored.Tensor($"x{i}").Contiguous(layout).RequireGrad();
            Tensor y = layer.Forward(x, Mode.Training);
            Near($"out{i}", y);
            Tensor[] gradients = Autograd.Gradients((y * Stored.Tensor($"by{i}")).Sum(), [x, layer.Weight, layer.Bias]);
            Near($"grad_x{i}", gradients[0]);
            Near($"grad_weight{i}", gradients[1]);
            Near($"grad_bias{i}", gradients[2]);
            Near($"running_mean{i}", layer.RunningMean);
            Near($"running_var{i}", layer.RunningVar);
            Assert.Equal([i + 1L], store["bn.num_batches_tracked"].ToLongs());
        }

        Near("inference", layer.Forward(Stored.Tensor("x0"), Mode.Inference));
    }

    [Fact]
    public void Inference_changes_nothing()
    {
        using TensorScope scope = TensorScope.Begin();
        using ParameterStore store = new();
        BatchNorm2d layer = Layer(store);
        byte[][] before = [.. store.Export().Select(t => t.Data.Bytes)];

        layer.Forward(Stored.Tensor("x0"), Mode.Inference);

        Assert.Equal(before, store.Export().Select(t => t.Data.Bytes));
    }

    private static BatchNorm2d Layer(ParameterStore store)
    {
        BatchNorm2d layer = new(store.Root / "bn", 3);
        using Autograd.NoGradScope off = Autograd.NoGrad();
        layer.Weight.CopyInPlace(Stored.Tensor("weight"));
        layer.Bias.CopyInPlace(Stored.Tensor("bias"));
        return layer;
    }

    private static void Near(string name, Tensor actual) =>
        TorchFixture.Near(Stored.Numbers(name), TorchFixture.Numbers(actual), Tolerance, name);
}
