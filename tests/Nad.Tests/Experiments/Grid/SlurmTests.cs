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
        File.WriteAllText(script, SlurmScript.Text(["printf", "%s|"], ["batch", "a b", "$(touch x)", "it's", "--", "--clean", "x;y"], list, folder));
        ProcessStartInfo start = new("/bin/sh", [script]) { RedirectStandardOutput = true };
        start.Environment["SLURM_ARRAY_TASK_ID"] = "1";
        using Process task = Process.Start(start)!;
        string said = task.StandardOutput.ReadToEnd();
        task.WaitForExit();

        Assert.Equal("batch|a b|$(touch x)|it's|--cell|cell-b|--|--clean|x;y|", said);
        Assert.False(File.Exists(Path.Combine(folder, "x")));
    }

    private static Cell Make(string title, params Cell[] parents) => new("test", title, new System.Text.Json.Nodes.JsonObject { ["title"] = title }, parents, new CellCost("test", 1), _ => new CellOutput());
}
