using System.Diagnostics;
using Nad.Experiments;

namespace Nad.Cli;

/// <summary>Further processes of this program that work on the same grid; they end with this one, however it ends.</summary>
internal sealed class WorkerProcesses : IDisposable
{
    private readonly List<Process> processes = [];

    /// <summary>Starts them.</summary>
    /// <param name="count">How many; 0 for none.</param>
    /// <param name="arguments">Of this program, as they were typed.</param>
    public static WorkerProcesses Start(int count, IReadOnlyList<string> arguments)
    {
        WorkerProcesses started = new();
        string? program = Environment.ProcessPath;
        if (count < 1 || program is null) return started;
        // Run as 'dotnet Nad.Cli.dll' the program is the runtime, and its first argument is ours.
        bool hosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        for (int i = 0; i < count; i++)
        {
            ProcessStartInfo start = new(program) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
            if (hosted) start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
            (IReadOnlyList<string> before, IReadOnlyList<string> behind) = WorkerWords.Split(arguments);
            foreach (string argument in (string[])[.. before, "--worker", .. behind]) start.ArgumentList.Add(argument);
            Process process = Process.Start(start)!;
            // Nobody reads it; a full pipe would stop the worker.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            started.processes.Add(process);
        }

        return started;
    }

    public void Dispose()
    {
        foreach (Process process in processes)
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
