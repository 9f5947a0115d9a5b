using System.Runtime.InteropServices;

namespace Nad.Cli;

/// <summary>
/// Turns Ctrl-C and a request to terminate into a cancellation, so that a run ends between two steps with nothing half-written. A program
/// that does not come to look, because it waits for a file, a lock or a server, is ended after a second. A second signal ends it at once.
/// </summary>
/// <remarks>
/// Files are renamed into place and the system gives locks back, so that even an end at once leaves nothing half-written.
/// </remarks>
internal sealed class Interrupt : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromSeconds(0.2);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly Func<bool>? hasStateToSave;
    private readonly Action? leave;
    private readonly Lock gate = new();
    private bool over;

    /// <param name="hasStateToSave">Whether the end is worth waiting for: a training is at work, which saves its state first.</param>
    /// <param name="leave">Tidies up before the program is ended.</param>
    public Interrupt(Func<bool>? hasStateToSave = null, Action? leave = null)
    {
        (this.hasStateToSave, this.leave) = (hasStateToSave, leave);
        registrations =
            [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        lock (gate) over = true;
        foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = !source.IsCancellationRequested;
        if (!context.Cancel) return;
        // A thread of its own: those of the pool may all be waiting.
        new Thread(EndAfterGrace) { IsBackground = true }.Start();
        source.Cancel();
    }

    private void EndAfterGrace()
    {
        for (Thread.Sleep(Grace); hasStateToSave?.Invoke() == true; Thread.Sleep(Pause))
        {
        }

        lock (gate)
        {
            if (over) return;
            leave?.Invoke();
            Say();
            Exit(ExitCode.Stopped);
        }
    }

    private static void Say()
    {
        try
        {
            // Views of a terminal hide the cursor.
            using StandardText output = StandardText.Output();
            if (output.IsLive) Console.Out.Write("\u001b[?25h");
            Console.Error.WriteLine("nad: stopped.");
        }
        catch (IOException)
        {
            // Nobody reads it.
        }
    }

    // Not Environment.Exit: what runs then may wait for the very thread that does not answer.
    [DllImport("libc.so.6", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Exit(int code);
}
