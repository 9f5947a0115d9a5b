using Nad.TestSupport;
using Nad.Torch.Interop;

namespace Nad.Torch.Tests.Interop;

public sealed class ErrorTests
{
    [Fact]
    public void A_failing_operator_is_named_with_the_shapes_of_its_operands()
    {
        using Tensor a = Tensor.Zeros(DType.Float32, 2, 3), b = Tensor.Zeros(DType.Float32, 4, 5);

        TorchException e = Assert.Throws<TorchException>(() => a + b);

        Assert.StartsWith("aten::add.Tensor(Float32[2x3], Float32[4x5], 1) failed: ", e.Message, StringComparison.Ordinal);
        Assert.Contains("must match", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception raised from", e.Message, StringComparison.Ordinal);
    }

    [Slow]
    [Fact]
    public void The_bridge_works_on_after_a_thousand_errors()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor a = Tensor.From([1f, 2f], 2), b = Tensor.Zeros(DType.Float32, 3);
        for (int i = 0; i < 1000; i++) Assert.Throws<TorchException>(() => a + b);
        Assert.Equal([2f, 4f], (a + a).ToFloats());
    }

    [Fact]
    public void An_error_on_one_thread_does_not_show_on_another()
    {
        using Tensor a = Tensor.Zeros(DType.Float32, 2), b = Tensor.Zeros(DType.Float32, 3);
        Assert.Throws<TorchException>(() => a + b);
        string elsewhere = "not read";
        Thread thread = new(() => elsewhere = NadBridge.LastError());
        thread.Start();
        thread.Join();
        Assert.Equal("", elsewhere);
        Assert.NotEqual("", NadBridge.LastError());
    }

    [Fact]
    public void Too_many_and_too_few_arguments_are_refused_before_the_call()
    {
        using Tensor a = Tensor.Zeros(DType.Float32, 2);
        Assert.Contains(
            "takes 1 arguments, got 2",
            Assert.Throws<TorchException>(() => Dispatcher.Call(Operators.Abs, a, 1)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "argument 'other' is missing",
            Assert.Throws<TorchException>(() => Dispatcher.Call(Operators.AddTensor, a)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_argument_of_the_wrong_kind_is_an_error_not_a_crash()
    {
        using Tensor a = Tensor.Zeros(DType.Float32, 2);
        TorchException e = Assert.Throws<TorchException>(() => Dispatcher.Call(Operators.Softmax, a, new long[] { 1 }, Value.None));
        Assert.Contains("aten::softmax.int(Float32[2], [1], none)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_operand_is_refused_and_the_others_stay_usable()
    {
        using Tensor alive = Tensor.From([1f], 1);
        Tensor disposed = Tensor.From([1f], 1);
        disposed.Dispose();

        Assert.Throws<ObjectDisposedException>(() => alive + disposed);
        Assert.Throws<ObjectDisposedException>(
            () => Dispatcher.CallVoid(Operators.ForeachAddListInPlace, new[] { alive }, new[] { disposed }, 1.0));
        Assert.Throws<ObjectDisposedException>(() => disposed.ToFloats());

        Assert.Equal("a disposed tensor", disposed.ToString());
        Assert.Equal([1f], alive.ToFloats());
    }

    [Fact]
    public void Disposing_twice_frees_once()
    {
        long before = TensorDiagnostics.Live;
        Tensor tensor = Tensor.Zeros(DType.Float32, 1);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Equal(before, TensorDiagnostics.Live);
    }
}
