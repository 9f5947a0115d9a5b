using Nad.Files.Checkpoints;
using Nad.Torch.Modules;

namespace Nad.Torch.Tests.Modules;

public sealed class ParameterStoreTests
{
    [Fact]
    public void Keys_are_the_path_in_the_order_of_making()
    {
        using ParameterStore store = new();
        _ = new Conv2d(store.Root / "block1" / "layer" / 0 / "conv1", 2, 3, kernel: 3, stride: 1);
        _ = new BatchNorm2d(store.Root / "bn1", 3);
        _ = new Linear(store.Root / "fc", 3, 2);

        Assert.Equal(
            [
                "block1.layer.0.conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked",
                "fc.weight", "fc.bias"
            ],
            store.Entries.Select(e => e.Name));
        Assert.Equal(["block1.layer.0.conv1.weight", "bn1.weight", "bn1.bias", "fc.weight", "fc.bias"], store.ParameterNames);
        Assert.All(store.Parameters, p => Assert.True(p.RequiresGrad));
        Assert.False(store["bn1.running_mean"].RequiresGrad);
    }

    [Fact]
    public void Import_reads_back_what_Export_wrote_and_leaves_absent_counters_alone()
    {
        using ParameterStore first = Small(), second = Small();
        using (Autograd.NoGrad()) first["bn.weight"].FillInPlace(0.5);

        second.Import(first.Export().Where(t => t.Name != "bn.num_batches_tracked"));

        Assert.Equal([0.5f, 0.5f], second["bn.weight"].ToFloats());
        Assert.Equal([0L], second["bn.num_batches_tracked"].ToLongs());
    }

    [Theory]
    [InlineData("bn.other", 2, "The model has no tensor 'bn.other'")]
    [InlineData("bn.weight", 3, "'bn.weight' must be 2, but the file has 3")]
    [InlineData("bn.weight", 2, "The file has no tensor 'bn.bias' (3 missing in all)")]
    public void Import_names_the_tensor_that_does_not_fit(string name, int size, string message)
    {
        using ParameterStore store = Small();
        NamedTensor[] file = [new(name, new TensorData(DType.Float32, [size], new byte[4 * size]))];

        UnsupportedInputException e = Assert.Throws<UnsupportedInputException>(() => store.Import(file));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    private static ParameterStore Small()
    {
        ParameterStore store = new();
        _ = new BatchNorm2d(store.Root / "bn", 2);
        return store;
    }
}
