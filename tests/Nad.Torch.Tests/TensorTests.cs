using Nad.Files.Checkpoints;

namespace Nad.Torch.Tests;

public sealed class TensorTests
{
    [Theory]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Int8)]
    [InlineData(DType.Int16)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.Float16)]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Bool)]
    [InlineData(DType.BFloat16)]
    public void Stored_elements_of_every_type_come_back_byte_for_byte(DType type)
    {
        byte[] bytes = [.. Enumerable.Range(0, 6 * type.SizeInBytes()).Select(i => (byte)(i % 2))];
        using Tensor tensor = Tensor.From(new TensorData(type, [2, 3], bytes));
        TensorData read = tensor.ToData();
        Assert.Equal(bytes, read.Bytes);
        Assert.Equal((type, "2x3"), (read.Type, tensor.ShapeText));
    }

    [Fact]
    public void Elements_are_read_row_major_whatever_lies_in_memory()
    {
        using TensorScope scope = TensorScope.Begin();
        float[] elements = [.. Enumerable.Range(0, 24).Select(i => (float)i)];
        Tensor rows = Tensor.From(elements, 1, 2, 3, 4), channels = rows.Contiguous(MemoryLayout.ChannelsLast);

        Assert.Equal(elements, channels.ToFloats());
        Assert.Equal([0f, 12, 1, 13], channels.FloatMemory()[..4].ToArray());
        Assert.Equal([1f, 5, 9], rows.Slice(1, 0, 1).Slice(3, 1, 2).ToFloats());
    }

    [Fact]
    public void Empty_tensors_and_scalars_have_their_shapes()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Empty(Tensor.Zeros(DType.Float32, 2, 0, 3).ToFloats());
        Tensor scalar = Tensor.From([7L]);
        Assert.Equal(("scalar", 0, 1, 7.0), (scalar.ShapeText, scalar.Dimensions, scalar.Count, scalar.Item()));
    }

    [Fact]
    public void Elements_of_another_type_are_not_reinterpreted()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor floats = Tensor.From([1f], 1), integers = Tensor.From([1L], 1);
        Assert.Contains(
            "Float32 elements were asked of Int64[1]",
            Assert.Throws<InvalidOperationException>(() => integers.ToFloats()).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => floats.ToLongs());
        Assert.Throws<InvalidOperationException>(() => integers.FloatMemory());
    }

    [Fact]
    public void A_number_of_elements_that_does_not_fit_the_shape_is_refused()
    {
        TorchException e = Assert.Throws<TorchException>(() => Tensor.From([1f, 2f, 3f], 2, 2));
        Assert.Contains("16 bytes was given 12", e.Message, StringComparison.Ordinal);
        Assert.Throws<TorchException>(() => Tensor.Zeros(DType.Float32, -1));
    }

    [Fact]
    public void Memory_with_gaps_cannot_be_reached()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor column = Tensor.Zeros(DType.Float32, 3, 4).Slice(1, 0, 1);
        Assert.Throws<TorchException>(() => column.FloatMemory().Length);
    }

    [Fact]
    public void Item_of_several_elements_is_an_error()
    {
        using Tensor two = Tensor.Zeros(DType.Float32, 2);
        Assert.Contains("aten::item(Float32[2])", Assert.Throws<TorchException>(() => two.Item()).Message, StringComparison.Ordinal);
    }
}
