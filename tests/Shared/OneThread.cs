using Nad.Torch;

namespace Nad.TestSupport;

/// <summary>
/// One thread per operator for all tests of an assembly: sums are then formed in one order, so that runs are the same bit for bit,
/// whatever the machine.
/// </summary>
public sealed class OneThread
{
    public OneThread() => TorchRuntime.Threads = 1;
}
