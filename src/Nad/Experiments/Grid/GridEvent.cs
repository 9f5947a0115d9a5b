namespace Nad.Experiments;

/// <summary>A cell begins or ends.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Finished">Its result; null where it begins.</param>
public sealed record GridEvent(Cell Cell, CellResult? Finished);
