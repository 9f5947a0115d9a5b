using System.Runtime.InteropServices;

namespace Nad.Torch.Interop;

/// <summary>
/// Keeps glibc from giving every activation of some MiB back to the kernel and faulting it in again at the next layer, which costs
/// about a quarter of a training step (docs/decisions/0004-allocator.md). Does nothing on another C library.
/// </summary>
internal static partial class Allocator
{
    private const int TrimThreshold = -1, TopPad = -2, MmapMax = -4, ArenaMax = -8;

    [LibraryImport("libc.so.6")]
    private static partial int mallopt(int parameter, int value);

    /// <summary>
    /// Must run before the first tensor is made; <c>NAD_STOCK_MALLOC=1</c> leaves the allocator as it is, for measurements.
    /// </summary>
    internal static void Tune()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("NAD_STOCK_MALLOC") == "1") return;
        try
        {
            // All four together: the trim threshold alone makes things worse.
            _ = mallopt(MmapMax, 0);
            _ = mallopt(TrimThreshold, int.MaxValue);
            _ = mallopt(TopPad, 256 << 20);
            _ = mallopt(ArenaMax, 1);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // musl and others: slower, not wrong.
        }
    }
}
