namespace Nad.Experiments;

/// <summary>What <c>nad compare --json</c> prints.</summary>
/// <param name="Runs">One for each model, in the order of the folders.</param>
/// <param name="Means">Over seeds.</param>
public sealed record CompareResult(IReadOnlyList<CompareRow> Runs, IReadOnlyList<CompareMean> Means);
