namespace Nad.Torch.Tests;

public sealed class AutogradTests
{
    [Fact]
    public void Gradient_recording_comes_back_after_nesting_and_after_exceptions()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor w = Tensor.From([2f], 1).RequireGrad();
        using (Autograd.NoGrad())
        {
            Assert.Throws<TorchException>(() =>
            {
                using Autograd.NoGradScope inner = Autograd.NoGrad();
                _ = Functional.Linear(w, w, Tensor.Zeros(DType.Float32, 2, 3));
            });
            Assert.False((w * w).RequiresGrad);
        }

        Assert.True((w * w).RequiresGrad);
    }

    [Fact]
    public void Recording_is_switched_off_for_this_thread_only()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor w = Tensor.From([2f], 1).RequireGrad();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        bool recorded = false;
        Thread thread = new(() =>
        {
            using Tensor square = w * w;
            recorded = square.RequiresGrad;
        });
        thread.Start();
        thread.Join();
        Assert.True(recorded);
    }

    [Fact]
    public void A_kept_graph_can_be_used_once_more_and_a_used_one_cannot()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor w = Tensor.From([3f], 1).RequireGrad();
        Tensor square = (w * w).Sum();

        Assert.Equal([6f], Autograd.Gradients(square, [w], keepGraph: true)[0].ToFloats());
        Assert.Equal([6f], Autograd.Gradients(square, [w])[0].ToFloats());
        Assert.Throws<TorchException>(() => Autograd.Gradients(square, [w]));
    }

    [Fact]
    public void An_input_that_took_no_part_is_named_and_nothing_leaks()
    {
        using Tensor w = Tensor.From([3f], 1).RequireGrad(), other = Tensor.Zeros(DType.Float32, 2, 3).RequireGrad();
        using Tensor square = w * w, sum = square.Sum();

        TorchException e = Assert.Throws<TorchException>(() => Autograd.Gradients(sum, [w, other]));

        Assert.Contains("input 1 (Float32[2x3]) took no part", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_without_history_or_that_is_no_scalar_is_an_error()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor w = Tensor.From([1f, 2f], 2).RequireGrad();
        Assert.Throws<TorchException>(() => Autograd.Gradients(w.Detach().Sum(), [w]));
        TorchException e = Assert.Throws<TorchException>(() => Autograd.Gradients(w * w, [w]));
        Assert.Contains("the gradient of Float32[2]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Disposed_tensors_are_refused()
    {
        using Tensor w = Tensor.From([1f], 1).RequireGrad();
        using Tensor output = w * w;
        Tensor gone = Tensor.From([1f], 1).RequireGrad();
        gone.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Autograd.Gradients(output, [w, gone]));
        Assert.Throws<ObjectDisposedException>(() => Autograd.Gradients(gone, [w]));
    }
}
