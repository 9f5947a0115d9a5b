using System.Reflection;
using Nad.TestSupport;
using Xunit.v3;

namespace Nad.Torch.Tests;

public sealed class LeakGuardTests
{
    private static readonly MethodInfo Method = typeof(LeakGuardTests).GetMethod(nameof(A_tensor_left_alive_is_caught))!;

    [Fact]
    public void A_tensor_left_alive_is_caught()
    {
        LeakGuardAttribute guard = new();
        guard.Before(Method, Test());
        using Tensor forgotten = Tensor.Zeros(DType.Float32, 2);

        InvalidOperationException caught = Assert.Throws<InvalidOperationException>(() => guard.After(Method, Test()));

        Assert.Contains("A_tensor_left_alive_is_caught leaves 1 native tensor", caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_freed_by_its_scope_is_none_left_alive()
    {
        LeakGuardAttribute guard = new();
        guard.Before(Method, Test());
        using (TensorScope.Begin()) Tensor.Zeros(DType.Float32, 2);

        Assert.Null(Record.Exception(() => guard.After(Method, Test())));
    }

    [Fact]
    public void Every_test_of_this_assembly_is_guarded() =>
        Assert.NotNull(typeof(LeakGuardTests).Assembly.GetCustomAttribute<LeakGuardAttribute>());

    private static IXunitTest Test() => (IXunitTest)TestContext.Current.Test!;
}
