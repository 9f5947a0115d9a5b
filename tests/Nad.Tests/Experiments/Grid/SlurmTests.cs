using System.Diagnostics;
using Nad.Experiments;

namespace Nad.Tests.Experiments.Grid;

public sealed class SlurmTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nad-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Parents_come_a_wave_before_and_large_arrays_are_split()
    {
        Cell[] roots = [.. Enumerable.Range(0, 5).Select(i => Make($"root {i}"))];
        Cell[] children = [.. roots.Select(r => Make("child of " + r.Title, r))];
        Cell last = Make("last", children[0], roots[1]);

        var waves = SlurmWaves.Of([.. roots, .. children, last], largest: 2);

        Assert.Equal([3, 3, 1], waves.Select(w => w.Count));
        Assert.All(waves.SelectMany(w => w), a => Assert.InRange(a.Count, 1, 2));
        Assert.Equal(roots.Select(r => r.Name).Order(), waves[0].SelectMany(a => a).Order());
        Assert.Equal([last.Name], waves[2][0]);
        // A parent that is finished is nobody's work.
        Assert.Single(SlurmWaves.Of([children[0]], 10));
    }

    [Fact]
    public void A_task_runs_the_command_with_its_cell_whatever_the_words_are()
    {
        string list = Path.Combine(folder, "li'st.txt"), script = Path.Combine(folder, "job.sh");
        File.WriteAllText(list, "cell-a\ncell-b\n");
        File.WriteAllText(
            script, SlurmScript.Text(["printf", "%s|"], ["batch", "a b", "$(touch x)", "it's", "--", "--clean", "x;y"], list, folder));
        ProcessStartInfo start = new("/bin/sh", [script]) { RedirectStandardOutput = true };
        start.Environment["SLURM_ARRAY_TASK_ID"] = "1";
        using Process task = Process.Start(start)!;
        string said = task.StandardOutput.ReadToEnd();
        task.WaitForExit();

        Assert.Equal("batch|a b|$(touch x)|it's|--cell|cell-b|--|--clean|x;y|", said);
        Assert.False(File.Exists(Path.Combine(folder, "x")));
    }

    [Fact]
    public void Accounts_of_sacct_have_the_time_of_the_task_and_the_memory_of_its_step()
    {
        const string text = """
            12_0|COMPLETED|nad1|65|01:02.500|
            12_0.batch|COMPLETED|nad1|65|01:02.500|2048K
            12_0.extern|COMPLETED|nad1|65|00:00|
            12_1|CANCELLED by 0|nad2|90061|1-01:01:01|
            12_2|RUNNING|nad2|5|00:00|
            12_[3-4]|PENDING|None assigned|0|00:00:00|
            """;

        IReadOnlyDictionary<string, CellAccounting> tasks = SlurmAccounting.OfSacct(text);

        Assert.Equal(["12_0", "12_1"], tasks.Keys.Order());
        Assert.Equal(new CellAccounting("12_0", "COMPLETED", "nad1", 65, 62.5, 2.097152), tasks["12_0"]);
        Assert.Equal(new CellAccounting("12_1", "CANCELLED", "nad2", 90061, 90061), tasks["12_1"]);
    }

    [Fact]
    public void Without_accounts_scontrol_tells_the_time()
    {
        const string text = """
            JobId=7 ArrayJobId=5 ArrayTaskId=1 JobName=nad JobState=COMPLETED Reason=None RunTime=00:01:05 TimeLimit=UNLIMITED NodeList=nad2 BatchHost=nad2
            JobId=5 ArrayJobId=5 ArrayTaskId=2 JobName=nad JobState=RUNNING RunTime=00:00:05 NodeList=nad1
            JobId=5 ArrayJobId=5 ArrayTaskId=3-4 JobName=nad JobState=PENDING RunTime=00:00:00 NodeList=(null)
            slurm_load_jobs error: Invalid job id specified
            """;

        Assert.Equal([new CellAccounting("5_1", "COMPLETED", "nad2", 65)], SlurmAccounting.OfScontrol(text).Values);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sacct: error: accounting_storage is disabled|||||")]
    [InlineData("12_0|COMPLETED|nad1|x|y|z")]
    public void What_is_no_account_is_none(string text)
    {
        Assert.Empty(SlurmAccounting.OfSacct(text));
        Assert.Empty(SlurmAccounting.OfScontrol(text));
    }

    [Fact]
    public void An_account_stands_in_the_cost_of_its_finished_cell_and_changes_nothing_else()
    {
        Cell cell = Make("done"), open = Make("open");
        CellAccounting account = new("5_1", "COMPLETED", "nad2", 65, 62.5, 2);
        using (CellStore store = new(folder))
        {
            CellResult before = store.Write(cell, new CellOutput(), null, new CellRun("test", 1, 2, 1, "p", "n", "l"));

            Assert.True(store.Account(cell, account));
            Assert.False(store.Account(open, account));
            Assert.Equal(before.Run with { Slurm = account }, store.Find(cell)!.Run);
        }

        using CellStore again = new(folder);
        Assert.Equal(account, again.Find(cell)!.Run.Slurm);
        Assert.Null(again.Find(open));
    }

    private static Cell Make(string title, params Cell[] parents) =>
        new(
            "test", title, new System.Text.Json.Nodes.JsonObject { ["title"] = title }, parents, new CellCost("test", 1),
            _ => new CellOutput());
}
