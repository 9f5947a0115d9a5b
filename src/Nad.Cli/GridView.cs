using System.Runtime.ExceptionServices;
using Nad.Experiments;
using Nad.Torch;
using Spectre.Console;

namespace Nad.Cli;

/// <summary>Shows a grid at work: a table that is drawn anew on a terminal, a line for each finished cell when piped.</summary>
internal static class GridView
{
    private const int Shown = 10;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <summary>Runs the grid and shows it until it ends.</summary>
    public static void Run(TextWriter output, IGridJob job, RunContext run, int workers)
    {
        output.WriteLine(GridText.Summary(job.Plan(), workers));
        if (output is StandardText { IsLive: true }) Live(job, run, workers);
        else Lines(output, job, run, workers);
    }

    private static void Lines(TextWriter output, IGridJob job, RunContext run, int workers) => job.Run(run, e =>
    {
        if (e.Finished is null) return;
        output.WriteLine(GridText.Finished(e.Finished));
        output.WriteLine("  " + GridText.Summary(job.Plan(), workers));
        output.Flush();
    });

    // Tensors belong to the thread that makes them, so the grid has a thread of its own and this one draws.
    private static void Live(IGridJob job, RunContext run, int workers)
    {
        ExceptionDispatchInfo? failure = null;
        int threads = TorchRuntime.Threads;
        Thread worker = new(() =>
        {
            try
            {
                // OpenMP counts threads for each thread that asks.
                TorchRuntime.Threads = threads;
                job.Run(run, null);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        worker.Start();
        AnsiConsole.Live(new Text("")).Start(context =>
        {
            do
            {
                context.UpdateTarget(Draw(job, workers));
            }
            while (!worker.Join(Pace));
            context.UpdateTarget(Draw(job, workers));
        });
        failure?.Throw();
    }

    private static Rows Draw(IGridJob job, int workers)
    {
        GridPlan plan = job.Plan();
        Dictionary<string, string> progress =
            job.Working().DistinctBy(n => n.Cell).ToDictionary(n => n.Cell, n => n.Progress, StringComparer.Ordinal);
        Table table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("").AddColumn("");
        foreach (PlannedCell c in plan.Cells.Where(c => c.State == CellState.Done).TakeLast(Shown))
        {
            if (job.Store.Find(c.Cell) is { } result) table.AddRow(new Text("done"), new Text(GridText.Finished(result)));
        }

        foreach (PlannedCell c in plan.Cells.Where(c => c.State == CellState.Running))
        {
            table.AddRow(
                new Text("now", new Style(Color.Aqua)), new Text($"{c.Cell.Title}: {progress.GetValueOrDefault(c.Cell.Name, "")}"));
        }

        return new Rows(table, new Text(GridText.Summary(plan, workers)));
    }
}
