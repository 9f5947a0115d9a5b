using System.Diagnostics;

namespace Nad.Files;

/// <summary>
/// For tests of robustness: <c>NAD_KILL_AT_RENAME=N</c> makes the process kill itself, as a power failure would, when its N-th file (from 1) is written but not yet renamed into place.
/// </summary>
internal static class FaultInjection
{
    private static readonly int KillAt = NumberText.TryDigits(Environment.GetEnvironmentVariable("NAD_KILL_AT_RENAME"), out int n) ? n : 0;
    private static int renames;

    /// <summary>Called between writing and renaming.</summary>
    public static void BeforeRename()
    {
        if (KillAt == 0 || Interlocked.Increment(ref renames) != KillAt) return;
        using Process self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
