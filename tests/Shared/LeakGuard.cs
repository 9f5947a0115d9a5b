using System.Reflection;
using Nad.Torch;
using Xunit.v3;

namespace Nad.TestSupport;

/// <summary>
/// Fails a test that leaves native tensors alive; on a class or on a whole assembly it watches every test there. The count is of the
/// process, so the tests of that assembly must not run in parallel.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class LeakGuardAttribute : BeforeAfterTestAttribute
{
    private long before, abandoned;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        (before, abandoned) = (TensorDiagnostics.Live, TensorDiagnostics.Abandoned);

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        // What the garbage collector has found meanwhile was left alive too, by this test or by one before it that has failed.
        long left = Math.Max(0, TensorDiagnostics.Live - before), found = TensorDiagnostics.Abandoned - abandoned;
        if (left + found > 0)
            throw new InvalidOperationException(
                $"{methodUnderTest?.Name} leaves {left + found} native tensor(s) alive: dispose them, or open a TensorScope.");
    }
}
