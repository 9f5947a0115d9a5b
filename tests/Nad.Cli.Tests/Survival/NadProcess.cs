using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Nad.Cli.Tests.Survival;

/// <summary>The program as a process of its own, so that it can be killed.</summary>
internal static class NadProcess
{
    public const int Interrupt = 2, Terminate = 15;

    /// <summary>Runs <c>nad</c> to its end, which <paramref name="end"/> may bring about.</summary>
    /// <param name="arguments">Of the command line.</param>
    /// <param name="shell">Shell commands before it, such as a limit; empty for none.</param>
    /// <param name="killAtRename">Kill before the N-th file is renamed; 0 for never.</param>
    /// <param name="end">Given the process once it runs; null to wait for its end.</param>
    public static (int Code, string Errors) Run(
        IEnumerable<string> arguments, string shell = "", int killAtRename = 0, Action<Process>? end = null)
    {
        ProcessStartInfo start = new("/bin/bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"{shell} exec dotnet exec \"$0\" \"$@\"");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Nad.Cli.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        if (killAtRename > 0) start.Environment["NAD_KILL_AT_RENAME"] = killAtRename.ToString(CultureInfo.InvariantCulture);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        end?.Invoke(process);
        process.WaitForExit();
        Task.WaitAll(output, errors);
        return (process.ExitCode, errors.Result);
    }

    public static void Signal(Process process, int signal)
    {
        if (!process.HasExited) _ = Kill(process.Id, signal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
