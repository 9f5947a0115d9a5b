using Nad.Attacks;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>What the work of a cell is given.</summary>
/// <param name="cell">The cell.</param>
/// <param name="store">Where its parents are.</param>
/// <param name="run">Device, progress, cancellation; the seed is the cell's own.</param>
public sealed class CellWork(Cell cell, CellStore store, RunContext run)
{
    /// <summary>Device, progress, cancellation.</summary>
    public RunContext Run { get; } = run;

    /// <summary>The cell.</summary>
    public Cell Cell { get; } = cell;

    /// <summary>The model of a parent; the caller owns it.</summary>
    /// <param name="parent">Index into the cell's parents.</param>
    public Classifier Model(int parent) => store.LoadModel(Cell.Parents[parent], Run.Device);

    /// <summary>What a parent came to; null where it is not finished.</summary>
    /// <param name="parent">Index into the cell's parents.</param>
    public CellResult? Result(int parent) => store.Find(Cell.Parents[parent]);

    /// <summary>
    /// The backdoor that the backdoored model is measured with: of a parent, or of the first of its parents that has one.
    /// </summary>
    /// <param name="parent">Index into the cell's parents.</param>
    /// <param name="classes">Classes of the data.</param>
    public Backdoor? Backdoor(int parent, int classes) => Backdoor(Cell.Parents[parent], classes);

    private Backdoor? Backdoor(Cell from, int classes) =>
        store.LoadBackdoor(from, classes) ?? from.Parents.Select(p => Backdoor(p, classes)).FirstOrDefault(b => b is not null);
}
