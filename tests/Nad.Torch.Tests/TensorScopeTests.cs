namespace Nad.Torch.Tests;

public sealed class TensorScopeTests
{
    [Fact]
    public void A_scope_frees_what_was_made_in_it_and_nothing_else()
    {
        using Tensor outside = Tensor.From([1f], 1);
        long before = TensorDiagnostics.Live;
        Tensor inside;
        using (TensorScope.Begin()) inside = outside + outside;

        Assert.Equal(before, TensorDiagnostics.Live);
        Assert.Throws<ObjectDisposedException>(() => inside.ToFloats());
        Assert.Equal([1f], outside.ToFloats());
    }

    [Fact]
    public void A_kept_tensor_moves_to_the_scope_around()
    {
        Tensor kept;
        using (TensorScope.Begin())
        {
            using (TensorScope inner = TensorScope.Begin()) kept = inner.Keep(Tensor.From([1f], 1));
            Assert.Equal([1f], kept.ToFloats());
        }

        Assert.Throws<ObjectDisposedException>(() => kept.ToFloats());
    }

    [Fact]
    public void A_tensor_kept_by_the_outermost_scope_is_the_callers()
    {
        Tensor kept;
        using (TensorScope scope = TensorScope.Begin()) kept = scope.Keep(scope.Keep(Tensor.From([1f], 1)));
        Assert.Equal([1f], kept.ToFloats());
        kept.Dispose();
    }

    [Fact]
    public void Keeping_a_tensor_of_an_outer_scope_leaves_it_there()
    {
        using TensorScope outer = TensorScope.Begin();
        Tensor tensor = Tensor.From([1f], 1);
        using (TensorScope inner = TensorScope.Begin()) Assert.Same(tensor, inner.Keep(tensor));
        Assert.Equal([1f], tensor.ToFloats());
    }

    [Fact]
    public void Scopes_closed_out_of_order_are_refused_and_can_still_be_closed_in_order()
    {
        TensorScope outer = TensorScope.Begin(), inner = TensorScope.Begin();
        Tensor tensor = Tensor.From([1f], 1);

        InvalidOperationException e = Assert.Throws<InvalidOperationException>(outer.Dispose);

        Assert.Contains("reverse order", e.Message, StringComparison.Ordinal);
        Assert.Equal([1f], tensor.ToFloats());
        inner.Dispose();
        outer.Dispose();
        outer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.ToFloats());
    }

    [Fact]
    public void An_unscoped_tensor_outlives_its_scope()
    {
        Tensor tensor;
        using (TensorScope.Begin()) tensor = Tensor.From([1f], 1).Unscoped();
        Assert.Equal([1f], tensor.ToFloats());
        tensor.Dispose();
    }

    [Fact]
    public void A_scope_does_not_reach_another_thread()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor? made = null;
        Thread thread = new(() => made = Tensor.From([1f], 1));
        thread.Start();
        thread.Join();
        scope.Dispose();
        Assert.Equal([1f], made!.ToFloats());
        made.Dispose();
    }
}
