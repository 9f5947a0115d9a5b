using System.Diagnostics;

namespace Nad.Files;

/// <summary>
/// For tests of robustness: <c>NAD_KILL_AT_RENAME=N</c> makes the process kill itself, as a power failure would, when its N-th file (from
/// 1) is written but not yet renamed into place. <c>NAD_WAIT_AT_READ=N</c> makes it wait for ever for its N-th file, as for one on a
///    network drive that does not answer.
/// </summary>
internal static class FaultInjection
{
    private static readonly int KillAt = Number("NAD_KILL_AT_RENAME");
    private static readonly int WaitAt = Number("NAD_WAIT_AT_READ");
    private static int renames, reads;

    /// <summary>Called between writing and renaming.</summary>
    public static void BeforeRename()
    {
        if (KillAt == 0 || Interlocked.Increment(ref renames) != KillAt) return;
        using Process self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Called before a file is read.</summary>
    public static void BeforeRead()
    {
        if (WaitAt > 0 && Interlocked.Increment(ref reads) == WaitAt) Thread.Sleep(Timeout.Infinite);
    }

    private static int Number(string variable) => NumberText.TryDigits(Environment.GetEnvironmentVariable(variable), out int n) ? n : 0;
}
