namespace Nad.Experiments;

/// <summary>Which number of a model.</summary>
/// <param name="Node">The model.</param>
/// <param name="Epoch">After which epoch of a watched model, 0 for its start; null for the end.</param>
/// <param name="Class">Attack success of one true class; null for all.</param>
public sealed record Reading(GridNode Node, int? Epoch = null, int? Class = null);
