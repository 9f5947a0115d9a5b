using System.Diagnostics;
using Nad.Torch;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>
/// Works through the cells of a grid that are not finished. Any number of runners, in processes and on machines that share the folder of
/// cells, may work on the same grid: each takes the cells that nobody holds.
/// </summary>
/// <param name="cells">What is wanted; their parents are made where they are needed.</param>
/// <param name="store">Where finished cells are.</param>
/// <param name="locks">Who does what.</param>
/// <param name="run">Device, progress, cancellation.</param>
/// <param name="tell">Told of every cell that begins and ends; null where nobody listens.</param>
public sealed class GridRunner(IReadOnlyList<Cell> cells, CellStore store, CellLocks locks, RunContext run, Action<GridEvent>? tell = null)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs until every cell is finished, by this runner or by others.</summary>
    /// <exception cref="NadException">A bad input. What was finished stays.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled. What was finished stays.</exception>
    public void Run()
    {
        foreach (Cell cell in GridPlan.Missing(cells, store)) store.Expect(cell);
        while (true)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<Cell> todo = GridPlan.Missing(cells, store);
            if (todo.Count == 0) return;
            if (!todo.Any(TryOne)) run.Cancellation.WaitHandle.WaitOne(Pause);
        }
    }

    // True where the cell was done here.
    private bool TryOne(Cell cell)
    {
        run.Cancellation.ThrowIfCancellationRequested();
        if (!cell.Parents.All(Ready)) return false;
        using CellLock? held = locks.TryTake(cell.Name);
        // Between planning and locking somebody may have finished it.
        if (held is null || IsDone(cell)) return false;
        tell?.Invoke(new GridEvent(cell, null));
        Do(cell, held);
        return true;
    }

    private void Do(Cell cell, CellLock held)
    {
        Stopwatch clock = Stopwatch.StartNew();
        RunContext context = run with { Progress = new Watcher(held, run.Progress) };
        string? failed =
            cell.Parents.Select(p => store.Find(p)?.Failed is { } why ? $"{p.Title}: {why}" : null).FirstOrDefault(f => f is not null);
        using CellOutput? output = failed is null ? Work(cell, context, out failed) : null;
        CellRun cost = new(
            cell.Cost.Class, cell.Cost.Units, clock.Elapsed.TotalSeconds, TorchRuntime.Threads, Machine.Processor, NadVersion.Text,
            TorchRuntime.Version);
        CellResult result = store.Write(cell, output, failed, cost);
        tell?.Invoke(new GridEvent(cell, result));
    }

    private CellOutput? Work(Cell cell, RunContext context, out string? failed)
    {
        try
        {
            failed = null;
            return cell.Run(new CellWork(cell, store, context));
        }
        catch (TrainingFailedException e)
        {
            failed = e.Message;
            return null;
        }
    }

    private bool Ready(Cell parent) => store.Find(parent) is { } result && (result.Failed is not null || store.HasModel(parent));

    // A parent whose model is wanted is done when the model is there too; GridPlan lists it only then.
    private bool IsDone(Cell cell) => !GridPlan.Missing(cells, store).Any(c => c.Name == cell.Name);

    private sealed class Watcher(CellLock held, IProgress<TrainingProgress>? next) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            held.Tell(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value.Phase} {value.Epoch}/{value.Epochs}"));
            next?.Report(value);
        }
    }
}
