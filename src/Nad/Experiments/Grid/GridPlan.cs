namespace Nad.Experiments;

/// <summary>What a grid consists of, what of it is finished, and how long the rest will take.</summary>
/// <param name="Cells">Every cell that is wanted, parents first.</param>
/// <param name="SecondsLeft">Of one worker, from what finished cells have cost; null where nothing was measured yet.</param>
/// <param name="Unmeasured">
/// Cells left of whose class nothing was measured; their part of <paramref name="SecondsLeft"/> is taken from the other classes.
/// </param>
public sealed record GridPlan(IReadOnlyList<PlannedCell> Cells, double? SecondsLeft, int Unmeasured)
{
    /// <summary>Cells that are finished.</summary>
    public int Done => Cells.Count(c => c.State == CellState.Done);

    /// <summary>Makes the plan.</summary>
    public static GridPlan Make(IReadOnlyList<Cell> cells, CellStore store, CellLocks locks)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(locks);
        HashSet<string> missing = [.. Missing(cells, store).Select(c => c.Name)];
        CostEstimate costs = CostEstimate.From(store.All());
        List<PlannedCell> planned = [];
        double seconds = 0;
        int unmeasured = 0;
        bool known = true;
        foreach (Cell cell in WithParents(cells))
        {
            bool left = missing.Contains(cell.Name);
            // A parent that only unfinished cells would need, and none does, is not part of the work.
            if (!left && store.Find(cell) is null) continue;
            double? estimate = costs.Of(cell.Cost);
            planned.Add(
                new PlannedCell(cell, !left ? CellState.Done : locks.IsHeld(cell.Name) ? CellState.Running : CellState.Waiting, estimate));
            if (!left) continue;
            seconds += estimate ?? 0;
            known &= estimate is not null;
            if (!costs.Knows(cell.Cost)) unmeasured++;
        }

        return new GridPlan(planned, known ? seconds : null, unmeasured);
    }

    /// <summary>
    /// The cells that must be done: those that are not finished, and those whose models they need and that are not here; parents first.
    /// </summary>
    public static IReadOnlyList<Cell> Missing(IReadOnlyList<Cell> cells, CellStore store)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(store);
        List<Cell> missing = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (Cell cell in cells)
        {
            if (store.Find(cell) is null) Add(cell);
        }

        return missing;

        void Add(Cell cell)
        {
            if (!seen.Add(cell.Name)) return;
            foreach (Cell parent in cell.Parents)
            {
                CellResult? result = store.Find(parent);
                if (result is null || (result.Failed is null && !store.HasModel(parent))) Add(parent);
            }

            missing.Add(cell);
        }
    }

    /// <summary>Cells by the work that each still needs, what it builds on included: whoever stops early has most of a table.</summary>
    public static IEnumerable<Cell> CheapestFirst(IEnumerable<Cell> cells, CellStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return cells.OrderBy(c => Missing([c], store).Sum(m => m.Cost.Units));
    }

    private static IEnumerable<Cell> WithParents(IReadOnlyList<Cell> cells)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        return cells.SelectMany(Of);

        IEnumerable<Cell> Of(Cell cell) => seen.Add(cell.Name) ? [.. cell.Parents.SelectMany(Of), cell] : [];
    }
}

/// <summary>A cell of a plan.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="State">Whether it is finished.</param>
/// <param name="Seconds">What it is expected to take; null where nothing was measured yet.</param>
public sealed record PlannedCell(Cell Cell, CellState State, double? Seconds);

/// <summary>Where a cell is.</summary>
public enum CellState
{
    /// <summary>Nobody works on it.</summary>
    Waiting,

    /// <summary>Somebody holds its lock.</summary>
    Running,

    /// <summary>Its result is stored.</summary>
    Done,
}
