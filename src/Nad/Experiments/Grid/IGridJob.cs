namespace Nad.Experiments;

/// <summary>A grid as commands run and show it.</summary>
public interface IGridJob
{
    /// <summary>Every cell that is wanted.</summary>
    IReadOnlyList<Cell> Cells { get; }

    /// <summary>Where finished cells are.</summary>
    CellStore Store { get; }

    /// <summary>The cell of a name, wanted itself or as a parent; null for none.</summary>
    Cell? Find(string name)
    {
        Queue<Cell> left = new(Cells);
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (left.TryDequeue(out Cell? cell))
        {
            if (cell.Name == name) return cell;
            foreach (Cell parent in cell.Parents.Where(p => seen.Add(p.Name))) left.Enqueue(parent);
        }

        return null;
    }

    /// <summary>What is done and what is left.</summary>
    GridPlan Plan();

    /// <summary>What other processes are doing.</summary>
    IReadOnlyList<LockNote> Working();

    /// <summary>Works until every cell is finished, by this process or another.</summary>
    /// <exception cref="NadException">A bad input. What was finished stays.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled. What was finished stays.</exception>
    void Run(RunContext run, Action<GridEvent>? tell);
}
