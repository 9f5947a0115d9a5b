using System.Text;
using System.Text.Json.Nodes;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>
/// Does one command to each model of a list: every run is a cell, so that a batch can be stopped, goes on, and is shared among processes as
/// grids are.
/// </summary>
public sealed class BatchJob : IGridJob, IDisposable
{
    private readonly BatchRequest request;
    private readonly Func<string[], BatchAnswer> nad;
    private readonly CellLocks locks;
    private readonly Dictionary<string, BatchRun> byCell = new(StringComparer.Ordinal);

    /// <summary>Names the cells; nothing is run.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="runs">The runs of the list.</param>
    /// <param name="nad">Runs a command line of this program.</param>
    /// <exception cref="NadException">The folder cannot be written to.</exception>
    public BatchJob(BatchRequest request, IReadOnlyList<BatchRun> runs, Func<string[], BatchAnswer> nad)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(runs);
        (this.request, this.nad, Runs) = (request, nad, runs);
        Store = new CellStore(Path.Combine(request.Folder, CellFolder)) { Inside = request.Folder };
        locks = new CellLocks(Store);
        Dictionary<string, string> stamps = new(StringComparer.Ordinal);
        Cells = [.. runs.Select(r => CellOf(r, stamps))];
    }

    /// <summary>Names of the folders beside the table.</summary>
    public const string CellFolder = "cells", RowFolder = "rows";

    /// <summary>The runs, in the order of the list.</summary>
    public IReadOnlyList<BatchRun> Runs { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Cell> Cells { get; }

    /// <inheritdoc/>
    public CellStore Store { get; }

    /// <inheritdoc/>
    public GridPlan Plan() => GridPlan.Make(Cells, Store, locks);

    /// <inheritdoc/>
    public IReadOnlyList<LockNote> Working() => locks.Held();

    /// <inheritdoc/>
    public void Run(RunContext run, Action<GridEvent>? tell) => new GridRunner(Cells, Store, locks, run, tell).Run();

    /// <summary>Forgets the rows that failed, so that they are done again.</summary>
    /// <returns>How many.</returns>
    public int Retry() => Cells.Count(c => Store.Find(c)?.Failed is not null && Store.Forget(c));

    /// <summary>The table as far as it is finished, in the order of the list.</summary>
    public IReadOnlyList<BatchEntry> Entries() => [.. Cells.Select((c, i) => new BatchEntry(Runs[i], FolderOf(c), Store.Find(c)))];

    /// <summary>Lets go of the folder of cells.</summary>
    public void Dispose() => Store.Dispose();

    private Cell CellOf(BatchRun run, Dictionary<string, string> stamps)
    {
        string choice = string.Join(
            ", ",
            new[] {
                run.Option("method"),
                run.Option("clean-count") is { } n ? $"{n} clean images" : null,
                run.Option("seed") is { } s ? $"seed {s}" : null
            }
                .OfType<string>()
                .Select(t => Printable.Of(t, 40)));
        string title = $"{request.Do.Command} {Printable.Of(run.Name, 80)}{(choice.Length > 0 ? $" ({choice})" : "")}";
        Cell cell = new(
            "batch", title, run.Key(request.Do, stamps), [],
            new CellCost($"{request.Do.Command} {run.Option("method") ?? ""}".TrimEnd(), 1), work => Work(work, run));
        byCell[cell.Name] = run;
        return cell;
    }

    private string FolderOf(Cell cell) => BatchRun.Folder(byCell[cell.Name].Name, cell.Name);

    private CellOutput Work(CellWork work, BatchRun run)
    {
        string name = FolderOf(work.Cell), place = Path.Combine(request.Folder, RowFolder, name);
        using (SafeFolder root = SafeFolder.Make(request.Folder))
        using (SafeFolder rows = root.MakeFolder(RowFolder))
        using (SafeFolder own = rows.MakeFolder(name))
        {
            own.Expect([request.Do.ResultFile]);
        }

        List<string> words = [.. run.Words(request.Do)];
        // Before the argument of nad inspect, which stands last.
        List<string> added = ["--json", .. request.Fixed.Select(f => $"--{f.Option}={f.Value}")];
        bool writes = request.Do.Command is "erase" or "audit";
        if (writes) added.AddRange([$"--out={place}", "--overwrite"]);
        if (request.Do.Command == "erase") added.Add("--resume");
        words.InsertRange(1, added);
        BatchAnswer answer = nad([.. words]);
        work.Run.Cancellation.ThrowIfCancellationRequested();
        if (answer.Code == BatchAnswer.Stopped) throw new OperationCanceledException(answer.Errors.Trim());
        if (Result(answer) is not { } json) throw new TrainingFailedException(Reason(answer));
        if (!writes)
        {
            using SafeFolder own = SafeFolder.Open(place);
            own.WriteText(request.Do.ResultFile, answer.Output);
        }

        return new CellOutput { Notes = BatchValues.Of(request.Do, json).Notes() };
    }

    private static JsonObject? Result(BatchAnswer answer)
    {
        if (!answer.Output.AsSpan().TrimStart().StartsWith("{")) return null;
        JsonObject json = StoredJson.ReadObject(Encoding.UTF8.GetBytes(answer.Output), "The command's answer is no result");
        return json["failed"] is null ? json : null;
    }

    private static string Reason(BatchAnswer answer)
    {
        string last = answer.Errors.TrimEnd().Split('\n')[^1];
        if (last.StartsWith("nad: ", StringComparison.Ordinal)) last = last[5..];
        return last.Length > 0 ? Printable.Of(last, 1000) : $"It ended with exit code {answer.Code}.";
    }
}
