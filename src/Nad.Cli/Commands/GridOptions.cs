using System.CommandLine;
using System.Runtime.InteropServices;
using Nad.Cli.Help;
using Nad.Experiments;
using Nad.Torch;

namespace Nad.Cli.Commands;

/// <summary>
/// Options of commands that work through a grid of cells, alone or with other processes, and the way in which they do it.
/// </summary>
internal sealed class GridOptions
{
    private readonly Option<bool> plan = new("--plan") { Description = "Only list the cells, what is done, and the time left." };
    private readonly Option<bool> finished =
        new("--finished") { Description = "Run nothing: write what comes of the cells that are finished, and leave the others open." };
    private readonly Option<int?> workers =
        new("--workers") { HelpName = "N", Description = "Processes that work side by side; default: one for each core." };
    private readonly Option<int> threads =
        new("--threads") { HelpName = "N", Description = "Threads of each process.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> worker = new("--worker") { Description = "Only work; end with standard input.", Hidden = true };

    private readonly SlurmOptions slurm = new();

    public void AddTo(Command command, params Option[] others)
    {
        command.AddGroup("Run", [plan, finished, workers, threads, worker, .. others]);
        slurm.AddTo(command);
    }

    /// <summary>Whether nothing is to be changed on the disk.</summary>
    public bool IsPlan(ParseResult parsed) => parsed.GetValue(plan);

    /// <summary>Whether this process only works for another one.</summary>
    public bool IsWorker(ParseResult parsed) => parsed.GetValue(worker) || slurm.Cell(parsed) is not null;

    /// <summary>Threads of each process.</summary>
    /// <exception cref="NadException">A senseless number.</exception>
    public int Threads(ParseResult parsed) =>
        parsed.GetValue(threads) is >= 1 and <= 1024 and int number
            ? number
            : throw new NadException($"--threads must be 1 to 1024, but is {parsed.GetValue(threads)}.");

    /// <summary>Processes that work side by side.</summary>
    /// <exception cref="NadException">A senseless number.</exception>
    public int Processes(ParseResult parsed)
    {
        int processes = parsed.GetValue(workers) ?? Math.Max(1, Environment.ProcessorCount / Math.Max(1, parsed.GetValue(threads)));
        return processes is >= 1 and <= 256 ? processes : throw new NadException($"--workers must be 1 to 256, but is {processes}.");
    }

    /// <summary>Shows the plan, works, or neither, as was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="output">Where words go.</param>
    /// <param name="job">The grid.</param>
    /// <param name="device">Where is computed.</param>
    /// <param name="quiet">Whether nothing is shown meanwhile.</param>
    /// <param name="write">Writes what came of it, and gives the exit code.</param>
    /// <param name="ended">Ends the work.</param>
    public int Run(ParseResult parsed, TextWriter output, IGridJob job, Device device, bool quiet, Func<int> write, CancellationToken ended)
    {
        int processes = Processes(parsed);
        if (parsed.GetValue(plan))
        {
            output.Write(GridText.Plan(job.Plan(), processes));
            return ExitCode.Done;
        }

        bool only = IsWorker(parsed), cluster = slurm.IsAsked(parsed);
        if (cluster && slurm.IsAbout(parsed)) return slurm.About(parsed, output, job, processes);
        RunContext run = new() { Device = device, Cancellation = ended };
        try
        {
            if (slurm.Cell(parsed) is { } name)
            {
                Cell cell = job.Find(name)
                    ?? throw new NadException(
                        $"There is no cell {Printable.Of(name)}: the list or the options are others than when the job was submitted.");
                new GridRunner([cell], job.Store, new CellLocks(job.Store), run).Run();
            }
            else if (cluster && !parsed.GetValue(finished))
            {
                slurm.Run(parsed, output, job, processes, quiet, ended);
            }
            else if (!parsed.GetValue(finished))
            {
                using WorkerProcesses others = WorkerProcesses.Start(only ? 0 : processes - 1, [.. parsed.Tokens.Select(t => t.Value)]);
                if (only || quiet) job.Run(run, null);
                else GridView.Run(output, job, run, processes);
            }
        }
        catch (OperationCanceledException) when (!only)
        {
            output.WriteLine($"Stopped. {job.Plan().Done} cells are finished and stay in {job.Store.Folder}; the same command goes on.");
            return ExitCode.Stopped;
        }

        catch (OperationCanceledException)
        {
            // Whoever started it says so.
            return ExitCode.Stopped;
        }

        return only ? ExitCode.Done : write();
    }

    /// <summary>
    /// A worker must not outlive who started it, however that ended: its end closes the pipe. A task of a cluster has no such pipe.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="end">What then ends the work.</param>
    public void EndWithInput(ParseResult parsed, Action end)
    {
        if (!parsed.GetValue(worker)) return;
        Thread watcher = new(() =>
        {
            using Stream input = Console.OpenStandardInput();
            byte[] some = new byte[16];
            while (input.Read(some) > 0)
            {
            }

            try
            {
                end();
            }
            catch (ObjectDisposedException)
            {
                // The work is over.
            }
        })
        { IsBackground = true };
        watcher.Start();
    }

    /// <summary>Asks this process to terminate, as others do: whatever runs in it saves what it has.</summary>
    public static void Terminate() => _ = Kill(Environment.ProcessId, RequestToTerminate);

    private const int RequestToTerminate = 15;

    [DllImport("libc.so.6", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
