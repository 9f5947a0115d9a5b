namespace Nad.Torch.Tests;

public sealed class MemoryTests
{
    [Fact]
    public void A_tensor_that_no_machine_can_hold_is_a_lack_of_memory()
    {
        TorchException e = Assert.Throws<TorchException>(() => Tensor.Zeros(DType.Float32, 1L << 20, 1L << 25));
        Assert.True(Memory.IsLacking(e), e.Message);
        Assert.Contains("--batch", Memory.Error(e).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_failure_is_not()
    {
        Assert.False(Memory.IsLacking(new TorchException("shapes differ")));
        Assert.True(Memory.IsLacking(new InsufficientMemoryException()));      // a kind of OutOfMemoryException
    }
}
