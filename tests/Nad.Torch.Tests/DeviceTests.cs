namespace Nad.Torch.Tests;

public sealed class DeviceTests
{
    [Fact]
    public void The_processor_is_always_there()
    {
        Assert.Same(Device.Cpu, Device.Parse("cpu"));
        Assert.Equal((true, "cpu"), (Device.Cpu.IsCpu, Device.Cpu.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CPU")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:1x")]
    [InlineData("cuda: 1")]
    public void Other_names_are_refused(string name)
    {
        NadException e = Assert.Throws<NadException>(() => Device.Parse(name));
        Assert.Contains($"must be cpu, cuda or cuda:N, but '{name}'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_that_is_not_there_is_refused_with_what_to_do()
    {
        string name = $"cuda:{TorchRuntime.CudaDevices}";
        NadException e = Assert.Throws<NadException>(() => Device.Parse(name));
        string advice = TorchRuntime.CudaDevices == 0 ? "Use --device cpu" : $"has {TorchRuntime.CudaDevices} CUDA device(s)";
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
        Assert.Contains(advice, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cuda_without_a_number_is_the_first_card_or_refused()
    {
        if (TorchRuntime.CudaDevices == 0) Assert.Throws<NadException>(() => Device.Parse("cuda"));
        else Assert.Equal("cuda:0", Device.Parse("cuda").Name);
    }

    [Fact]
    public void The_number_of_threads_is_at_least_one()
    {
        Assert.Equal(1, TorchRuntime.Threads);
        Assert.Throws<ArgumentOutOfRangeException>(() => TorchRuntime.Threads = 0);
    }
}
