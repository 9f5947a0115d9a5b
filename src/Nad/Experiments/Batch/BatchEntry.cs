namespace Nad.Experiments;

/// <summary>A row of the table.</summary>
/// <param name="Run">What was asked for.</param>
/// <param name="Folder">Name of its folder.</param>
/// <param name="Cell">What it came to; null while it is open.</param>
public sealed record BatchEntry(BatchRun Run, string Folder, CellResult? Cell)
{
    /// <summary><c>done</c>, <c>failed</c> or <c>open</c>.</summary>
    public string State => Cell is null ? "open" : Cell.Failed is null ? "done" : "failed";

    /// <summary>Its values.</summary>
    public BatchValues Values { get; } = BatchValues.Of(Cell?.Notes ?? []);

    /// <summary>Rows with the worst first; behind them those that failed, then the open ones.</summary>
    public static IReadOnlyList<BatchEntry> WorstFirst(IEnumerable<BatchEntry> entries, BatchDo what) =>
        [.. entries.OrderBy(e => e.State switch { "done" => 0, "failed" => 1, _ => 2 })
            .ThenByDescending(e => e.Cell is { Failed: null } ? what.Worst(e.Values) : [], Larger)];

    private static Comparer<IReadOnlyList<double>> Larger { get; } = Comparer<IReadOnlyList<double>>.Create((a, b) =>
        a.Zip(b, (x, y) => x.CompareTo(y)).FirstOrDefault(c => c != 0));
}
