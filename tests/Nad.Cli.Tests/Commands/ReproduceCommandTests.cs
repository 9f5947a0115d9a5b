using System.Diagnostics;
using System.Text.Json.Nodes;
using Nad.TestSupport;

namespace Nad.Cli.Tests.Commands;

public sealed class ReproduceCommandTests : IDisposable
{
    // Table 9: four models; of each a finetuned one, which is also the teacher, and one that NAD gives.
    private const int CellCount = 12;

    private static readonly string[] Small = ["table9", "--data", "synthetic:60", "--scale", "quick", "--workers", "1", "--no-zoo"];

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void A_plan_lists_every_cell_and_makes_nothing()
    {
        (int code, string output, string errors) = Cli.Run(["reproduce", "--plan", "--out", temp.File("out"), .. Small]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(CellCount, output.Split('\n').Count(l => l.Contains("waiting", StringComparison.Ordinal)));
        Assert.Contains($"0 of {CellCount} cells done", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.File("out")));
    }

    [Fact]
    public void A_part_of_a_figure_has_the_cells_of_that_part_alone()
    {
        (int code, string output, _) = Cli.Run([
            "reproduce", "figure2", "figure8", "--plan", "--attacks", "blend,sig", "--fractions", "0.2,0.05", "--betas", "1000", "--data",
            "synthetic:60", "--no-zoo", "--out", temp.File("out")
        ]);

        Assert.Equal(0, code);
        // Of each attack: the model; at two fractions finetuning, fine-pruning, MCR and NAD; at one β NAD.
        Assert.Contains("0 of 20 cells done", output, StringComparison.Ordinal);
        Assert.DoesNotContain("BadNets", output, StringComparison.Ordinal);
        Assert.Contains("β 1000", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_finished_is_written_and_nothing_is_run()
    {
        (int code, string output, _) = Cli.Run(["reproduce", "--finished", "--out", temp.File("out"), .. Small]);

        Assert.Equal(0, code);
        Assert.Contains($"0 of {CellCount} cells are finished", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(temp.File("out"), "cells")), "nothing was to be run");
        Assert.Contains("| – (", File.ReadAllText(temp.File("out/table9.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table99", "no experiment 'table99'")]
    [InlineData("table9 --scale big", "--scale must be")]
    [InlineData("table9 --seeds 0", "--seeds must be")]
    [InlineData("table9 --workers 0", "--workers must be")]
    [InlineData("table9 --training slow", "--training must be")]
    [InlineData("table1 --attacks badnets,wanet", "--attacks must be badnets or")]
    [InlineData("table9 --attacks trojan", "--attacks leaves nothing of table9, which looks at badnets")]
    [InlineData("figure2 --fractions 0.05,5", "--fractions must be numbers from 0.001 to 1")]
    [InlineData("figure8 --betas 0;5", "--betas must be numbers with commas")]
    public void A_mistake_is_told_in_one_line(string words, string expected)
    {
        (int code, _, string errors) = Cli.Run(["reproduce", "--data", "synthetic:60", "--out", temp.File("out"), .. words.Split(' ')]);

        Assert.Equal(2, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    // Real processes and SIGKILL: nothing that runs when a program ends in order may be needed.
    [Slow]
    [Fact]
    public void Killed_twenty_times_a_grid_ends_as_one_that_was_never_interrupted()
    {
        string whole = temp.File("whole"), torn = temp.File("torn");
        Stopwatch clock = new();
        using (Process uninterrupted = Start(whole))
        {
            AtWork(uninterrupted);
            clock.Start();
            uninterrupted.StandardOutput.ReadToEnd();
            uninterrupted.WaitForExit();
            Assert.Equal(0, uninterrupted.ExitCode);
        }

        // Up to three cells: kills meet the first cell, later ones, and the writing in between, and the grid grows from kill to kill.
        TimeSpan most = clock.Elapsed / 5;
        Data.RandomStream random = new(Environment.ProcessId, "kills");
        int killed = 0;
        for (int i = 0; i < 20; i++)
        {
            using Process process = Start(torn);
            AtWork(process);
            process.WaitForExit(most * random.NextDouble());
            if (!process.HasExited) killed++;
            process.Kill();
            process.WaitForExit();
        }

        using (Process last = Start(torn))
        {
            last.StandardOutput.ReadToEnd();
            last.WaitForExit();
            Assert.Equal(0, last.ExitCode);
        }

        Assert.True(killed >= 8, $"only {killed} of 20 kills met a grid at work");
        Assert.Equal(Cells(whole), Cells(torn));
        foreach (string file in (string[])["table9.csv", "table9.json"])
            Assert.Equal(File.ReadAllText(Path.Combine(whole, file)), File.ReadAllText(Path.Combine(torn, file)));
        Assert.Empty(Directory.GetFiles(Path.Combine(torn, "cells", ".work", "locks"), "*.lock"));
    }

    [Slow]
    [Fact]
    public async Task Two_processes_share_a_grid_and_do_no_cell_twice()
    {
        string folder = temp.File("shared");
        using Process first = Start(folder), second = Start(folder);
        CancellationToken end = TestContext.Current.CancellationToken;
        string[] outputs = await Task.WhenAll(first.StandardOutput.ReadToEndAsync(end), second.StandardOutput.ReadToEndAsync(end));
        await Task.WhenAll(first.WaitForExitAsync(end), second.WaitForExitAsync(end));

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        string[] done = [.. outputs.SelectMany(o => o.Split('\n'))
            .Where(l => l.EndsWith(" s)", StringComparison.Ordinal))
            .Select(l => l.Split(": ACC")[0])];
        Assert.Equal(CellCount, done.Length);
        Assert.Equal(CellCount, done.Distinct(StringComparer.Ordinal).Count());
    }

    private static SortedDictionary<string, string> Cells(string folder)
    {
        SortedDictionary<string, string> cells = new(StringComparer.Ordinal);
        foreach (string path in Directory.GetFiles(Path.Combine(folder, "cells"), "*.json"))
        {
            JsonObject cell = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            cell.Remove("run");
            cells[Path.GetFileName(path)] = cell.ToJsonString();
        }

        Assert.Equal(CellCount, cells.Count);
        return cells;
    }

    // The line that is printed before the first cell, or the end.
    private static void AtWork(Process process)
    {
        while (process.StandardOutput.ReadLine() is { } line && !line.Contains("cells done", StringComparison.Ordinal))
        {
        }
    }

    private static Process Start(string folder)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Nad.Cli.dll");
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in (string[])[program, "reproduce", "--out", folder, .. Small]) start.ArgumentList.Add(argument);
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }
}
