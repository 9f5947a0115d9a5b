using System.Reflection;
using Nad.Torch;
using Xunit.v3;

namespace Nad.TestSupport;

/// <summary>
/// Fails a test that leaves native tensors alive; on a class or on a whole assembly it watches every test there. The count is of the process,
/// so the tests of that assembly must not run in parallel.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class LeakGuardAttribute : BeforeAfterTestAttribute
{
    private long before;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => before = TensorDiagnostics.Live;

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        // Fewer than before is no leak: the garbage collector may have found what an earlier, failed test left.
        long left = TensorDiagnostics.Live - before;
        if (left > 0) throw new InvalidOperationException($"{methodUnderTest?.Name} leaves {left} native tensor(s) alive: dispose them, or open a TensorScope.");
    }
}
