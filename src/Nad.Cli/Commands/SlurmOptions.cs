using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Nad.Cli.Help;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary>
/// Options that hand a grid to Slurm, and how that is done: the cells become job arrays, whose results are gathered on the shared folder.
/// </summary>
internal sealed class SlurmOptions
{
    // A cell that fails this often is told; a run that is killed or loses its node is tried again.
    private const int Rounds = 4;
    private const string FolderName = "slurm", JobsFile = "jobs.txt";
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(30);

    private readonly Option<string> on = new("--on")
    {
        HelpName = "WHERE",
        Description = "local: here. slurm: as job arrays of a cluster that shares the folders.",
        DefaultValueFactory = _ => "local",
        CompletionSources = { "local", "slurm" }
    };
    private readonly Option<string?> partition = new("--partition") { HelpName = "NAME", Description = "Of Slurm: where the jobs run." };
    private readonly Option<string?> time = new("--time") { HelpName = "TIME", Description = "Of Slurm: limit of a job, such as 2:00:00." };
    private readonly Option<string?> memory = new("--mem") { HelpName = "SIZE", Description = "Of Slurm: memory of a job, such as 4G." };
    private readonly Option<string?> gres =
        new("--gres") { HelpName = "LIST", Description = "Of Slurm: resources of a job, such as gpu:1." };
    private readonly Option<string[]> others = new("--sbatch")
    {
        HelpName = "OPTION",
        Description = "Any other option of sbatch, such as --sbatch=--account=lab; several may be given."
    };
    private readonly Option<bool> status = new("--status") { Description = "Show the queue and what is done, and nothing else." };
    private readonly Option<bool> cancel = new("--cancel") { Description = "Cancel the jobs; what is finished stays." };
    private readonly Option<string?> cell = new("--cell") { HelpName = "NAME", Description = "Make this cell only.", Hidden = true };

    public void AddTo(Command command) => command.AddGroup("On a cluster", on, partition, time, memory, gres, others, status, cancel, cell);

    /// <summary>The one cell that a task of an array makes; null for a command that was typed.</summary>
    public string? Cell(ParseResult parsed) => parsed.GetValue(cell);

    /// <summary>Whether the cluster does the work.</summary>
    /// <exception cref="NadException">An unknown word, or options of a cluster without one.</exception>
    public bool IsAsked(ParseResult parsed)
    {
        if (Words.OneOf(on.Name, parsed.GetValue(on)!, "local", "slurm") == "slurm") return true;
        Option? stray =
            Array.Find<Option>([partition, time, memory, gres, others, status, cancel], o => parsed.GetResult(o) is { Implicit: false });
        return stray is null ? false : throw new NadException($"{stray.Name} needs --on slurm.");
    }

    /// <summary>Whether only the queue is looked at or ended.</summary>
    public bool IsAbout(ParseResult parsed) => parsed.GetValue(status) || parsed.GetValue(cancel);

    /// <summary>Shows or ends what runs.</summary>
    public int About(ParseResult parsed, TextWriter output, IGridJob job, int processes)
    {
        string[] jobs = Jobs(job);
        if (parsed.GetValue(cancel))
        {
            if (jobs.Length > 0) Ask("scancel", jobs);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Cancelled {jobs.Length} job arrays. {job.Plan().Done} cells are finished and stay in {job.Store.Folder}."));
            return ExitCode.Done;
        }

        output.WriteLine(GridText.Summary(job.Plan(), processes));
        if (jobs.Length > 0)
            output.Write(Ask("squeue", ["--jobs=" + string.Join(',', jobs), "--format=%.18i %.9P %.10T %.10M %R"], mayFail: true));
        return ExitCode.Done;
    }

    /// <summary>Submits what is not finished, waits, and submits again what was lost on the way.</summary>
    /// <exception cref="NadException">Slurm is not there or refuses; or cells are still not finished after several rounds.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the jobs go on.</exception>
    public void Run(ParseResult parsed, TextWriter output, IGridJob job, int processes, bool quiet, CancellationToken ended)
    {
        int largest = MaxArraySize() - 1;
        for (int round = 1; GridPlan.Missing(job.Cells, job.Store) is { Count: > 0 } missing; round++)
        {
            if (round > Rounds)
                throw new NadException(
                    $"{missing.Count} cells are not finished after {Rounds} rounds. "
                    + $"What the jobs said is in {Path.Combine(job.Store.Folder, FolderName)}.");
            IReadOnlyDictionary<string, IReadOnlyList<string>> arrays = Submit(parsed, job, SlurmWaves.Of(missing, largest), round);
            if (!quiet)
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"submitted {missing.Count} cells as job arrays {string.Join(", ", arrays.Keys)}"));
            SlurmAccounts accounts = new(arrays, (program, words) => Ask(program, words, mayFail: true));
            Wait(output, job, [.. arrays.Keys], accounts, processes, quiet, ended);
            int cells = accounts.Write(job);
            if (!quiet) output.WriteLine(accounts.Words(cells));
        }
    }

    private Dictionary<string, IReadOnlyList<string>> Submit(
        ParseResult parsed, IGridJob job, IReadOnlyList<IReadOnlyList<IReadOnlyList<string>>> waves, int round)
    {
        using SafeFolder cells = SafeFolder.Make(job.Store.Folder);
        using SafeFolder folder = cells.MakeFolder(FolderName);
        string place = Path.GetFullPath(folder.Path);
        Dictionary<string, IReadOnlyList<string>> all = [];
        string[] before = [];
        foreach ((IReadOnlyList<IReadOnlyList<string>> wave, int w) in waves.Select((w, i) => (w, i)))
        {
            List<string> now = [];
            foreach ((IReadOnlyList<string> names, int a) in wave.Select((n, i) => (n, i)))
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"round-{round}-wave-{w + 1}-{a + 1}");
                folder.WriteText(name + ".txt", string.Join('\n', names) + "\n");
                folder.WriteText(
                    name + ".sh",
                    SlurmScript.Text(Program(), Arguments(parsed), Path.Combine(place, name + ".txt"), Directory.GetCurrentDirectory()));
                string id = Ask("sbatch", [.. Sbatch(parsed, place, name, names.Count, before), Path.Combine(place, name + ".sh")]).Split(
                    ';')[0].Trim();
                now.Add(id);
                all.Add(id, names);
                folder.WriteText(JobsFile, string.Join('\n', all.Keys) + "\n");
            }

            before = [.. now];
        }

        return all;
    }

    private IEnumerable<string> Sbatch(ParseResult parsed, string place, string name, int count, string[] before) =>
    [
        "--parsable", "--requeue", "--job-name=nad", string.Create(CultureInfo.InvariantCulture, $"--array=0-{count - 1}"),
        $"--output={Path.Combine(place, name)}-%a.log",
        .. before.Length > 0 ? [$"--dependency=afterany:{string.Join(':', before)}"] : Array.Empty<string>(),
        .. new[] { partition, time, memory, gres }.Where(o => parsed.GetValue(o) is not null).Select(o => $"{o.Name}={parsed.GetValue(o)}"),
        .. parsed.GetValue(others) ?? [],
    ];

    private static void Wait(
        TextWriter output, IGridJob job, IReadOnlyList<string> jobs, SlurmAccounts accounts, int processes, bool quiet,
        CancellationToken ended)
    {
        int done = -1;
        TimeSpan pause = Shortest;
        while (Ask("squeue", ["--noheader", "--jobs=" + string.Join(',', jobs), "--format=%i"], mayFail: true).Trim().Length > 0)
        {
            GridPlan plan = job.Plan();
            if (!quiet && plan.Done != done) output.WriteLine("  " + GridText.Summary(plan, processes));
            if (plan.Done != done) accounts.Look();
            pause = plan.Done != done ? Shortest : pause * 1.5 < Longest ? pause * 1.5 : Longest;
            done = plan.Done;
            if (ended.WaitHandle.WaitOne(pause))
                throw new OperationCanceledException("The jobs go on; --status shows them, --cancel ends them.", ended);
        }

        accounts.Look();
    }

    // As it was typed, but for what is the submitter's.
    private List<string> Arguments(ParseResult parsed)
    {
        List<string> words = [];
        string[] tokens = [.. parsed.Tokens.Select(t => t.Value)];
        string[] own = [on.Name, partition.Name, time.Name, memory.Name, gres.Name, others.Name];
        int behind = Array.IndexOf(tokens, "--");
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((behind >= 0 && i >= behind) || !own.Contains(tokens[i])) words.Add(tokens[i]);
            else i++;
        }

        return words;
    }

    private static string[] Program()
    {
        string program = Environment.ProcessPath ?? "nad";
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Environment.GetCommandLineArgs()[0]] : [program];
    }

    private static string[] Jobs(IGridJob job)
    {
        using SafeFolder? cells = SafeFolder.Find(job.Store.Folder);
        using SafeFolder? folder = cells?.FindFolder(FolderName);
        return folder?.Read(JobsFile, 1 << 20) is { } text
            ? [.. Encoding.UTF8.GetString(text).Split('\n').Where(l => l.Length is > 0 and < 20 && l.All(char.IsAsciiDigit))]
            : [];
    }

    private static int MaxArraySize()
    {
        string line =
            Array.Find(Ask("scontrol", ["show", "config"]).Split('\n'), l => l.StartsWith("MaxArraySize", StringComparison.Ordinal)) ?? "";
        return NumberText.TryWhole(
            line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim(), out long number, out _, 2, int.MaxValue)
            ? (int)number
            : 1001;
    }

    private static string Ask(string program, IEnumerable<string> words, bool mayFail = false)
    {
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string word in words) start.ArgumentList.Add(word);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new NadException(
                $"--on slurm needs {program}, which is not here. Run the command where jobs are submitted, or install slurm-client.", e);
        }

        using (process)
        {
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
            process.WaitForExit();
            if (process.ExitCode == 0 || mayFail) return output.Result;
            throw new NadException($"{program} refuses: {Printable.Of(errors.Result.Trim().ReplaceLineEndings(" "), 500)}");
        }
    }
}
