using System.Text.Json.Nodes;
using Nad.Experiments;
using Nad.Tests.Data;
using Nad.Training;

namespace Nad.Tests.Experiments;

public sealed class GridRunnerTests : IDisposable
{
    private readonly TemporaryFolder temp = new();
    private readonly TestCells cells = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void The_order_of_options_is_not_part_of_a_name_but_values_and_parents_are()
    {
        Cell parent = cells.Make("p"), other = cells.Make("q");
        string name = cells.Make("a", new JsonObject { ["x"] = 1, ["y"] = new JsonObject { ["b"] = 2, ["a"] = 1 } }, [parent]).Name;

        Assert.Equal(
            name,
            cells.Make("another title", new JsonObject { ["y"] = new JsonObject { ["a"] = 1, ["b"] = 2 }, ["x"] = 1 }, [parent]).Name);
        Assert.NotEqual(
            name, cells.Make("a", new JsonObject { ["x"] = 2, ["y"] = new JsonObject { ["b"] = 2, ["a"] = 1 } }, [parent]).Name);
        Assert.NotEqual(name, cells.Make("a", new JsonObject { ["x"] = 1, ["y"] = new JsonObject { ["b"] = 2, ["a"] = 1 } }, [other]).Name);
    }

    [Fact]
    public void A_shared_parent_is_done_once_and_nothing_is_done_again()
    {
        Cell parent = cells.Make("parent"), first = cells.Make("first", parents: [parent]),
            second = cells.Make("second", parents: [parent]);

        Run(first, second);
        Run(first, second);

        Assert.Equal(["parent", "first", "second"], cells.Done);
    }

    [Fact]
    public void A_model_that_is_gone_is_made_again_only_for_a_cell_that_needs_it()
    {
        Cell parent = cells.Make("parent"), first = cells.Make("first", parents: [parent]),
            second = cells.Make("second", parents: [parent]);
        Run(first);
        Directory.Delete(Path.Combine(temp.Path, ".work"), recursive: true);

        Run(first);
        Assert.Equal(["parent", "first"], cells.Done);
        Run(first, second);

        Assert.Equal(["parent", "first", "parent", "second"], cells.Done);
    }

    [Fact]
    public void A_training_that_diverges_is_a_result_and_so_is_what_builds_on_it()
    {
        Cell parent = cells.Make("parent", failure: _ => new TrainingFailedException("no number")),
            child = cells.Make("child", parents: [parent]);

        CellStore store = Run(child);

        Assert.Equal("no number", store.Find(parent)!.Failed);
        Assert.Contains("no number", store.Find(child)!.Failed, StringComparison.Ordinal);
        Assert.Empty(cells.Done);
    }

    [Fact]
    public void A_mistake_of_the_user_ends_the_run_and_keeps_what_is_finished()
    {
        Cell good = cells.Make("good"), bad = cells.Make("bad", failure: _ => new NadException("no such file"));

        Assert.Throws<NadException>(() => Run(good, bad));

        CellStore store = new(temp.Path);
        Assert.NotNull(store.Find(good));
        Assert.Null(store.Find(bad));
        Assert.Empty(Directory.GetFiles(Path.Combine(store.Folder, ".work", "locks")));
    }

    [Fact]
    public void Two_runners_at_once_do_every_cell_once()
    {
        Cell[] many = [.. Enumerable.Range(0, 12).Select(i => cells.Make($"cell {i}", failure: _ => Sleep(20)))];

        Parallel.Invoke(() => Run(many), () => Run(many));

        Assert.Equal(many.Select(c => c.Title).Order(StringComparer.Ordinal), cells.Done.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_plan_tells_what_is_done_and_how_long_the_rest_takes()
    {
        Cell done = cells.Make("done", failure: _ => Sleep(60)), left = cells.Make("left");
        CellStore store = Run(done);
        double seconds = store.Find(done)!.Run.Seconds;

        GridPlan plan = GridPlan.Make([done, left], store, new CellLocks(store));

        Assert.Equal([CellState.Done, CellState.Waiting], plan.Cells.Select(c => c.State));
        Assert.Equal(seconds, plan.SecondsLeft!.Value, 9);
        Assert.Equal(0, plan.Unmeasured);
    }

    [Fact]
    public void A_cheap_cell_that_builds_on_a_dear_one_comes_late()
    {
        Cell dear = cells.Make("dear", units: 1000), done = cells.Make("done", units: 1000);
        Cell cheap = cells.Make("cheap", parents: [dear], units: 1), middle = cells.Make("middle", units: 20),
            afterDone = cells.Make("after done", parents: [done], units: 2);
        CellStore store = Run(done);

        Assert.Equal([done, afterDone, middle, dear, cheap], GridPlan.CheapestFirst([cheap, dear, middle, afterDone, done], store));
    }

    [Fact]
    public void Before_anything_is_measured_the_time_is_unknown() =>
        Assert.Null(GridPlan.Make([cells.Make("a")], new CellStore(temp.Path), new CellLocks(new CellStore(temp.Path))).SecondsLeft);

    [Theory]
    [InlineData("{ half")]
    [InlineData("{}")]
    public void A_damaged_cell_is_named_and_not_taken_for_finished(string content)
    {
        Cell cell = cells.Make("a");
        File.WriteAllText(Path.Combine(temp.Path, cell.Name + ".json"), content);

        Assert.Contains(cell.Name, Assert.Throws<DamagedFileException>(() => Run(cell)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_under_the_name_of_another_is_refused()
    {
        Cell real = cells.Make("real"), forged = cells.Make("forged");
        Run(real);
        File.Copy(Path.Combine(temp.Path, real.Name + ".json"), Path.Combine(temp.Path, forged.Name + ".json"));

        Assert.Contains("another cell's", Assert.Throws<DamagedFileException>(() => Run(forged)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_of_another_folder_count_as_finished_and_are_not_copied()
    {
        Cell cell = cells.Make("a");
        Run(cell);
        string mine = Path.Combine(temp.Path, "mine");

        CellStore store = new(mine, temp.Path);
        new GridRunner([cell], store, new CellLocks(store), new RunContext()).Run();

        Assert.Equal(["a"], cells.Done);
        Assert.False(Directory.Exists(mine));
    }

    private static Exception? Sleep(int milliseconds)
    {
        Thread.Sleep(milliseconds);
        return null;
    }

    private CellStore Run(params Cell[] wanted)
    {
        CellStore store = new(temp.Path);
        new GridRunner(wanted, store, new CellLocks(store), new RunContext()).Run();
        return store;
    }
}
