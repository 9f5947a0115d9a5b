namespace Nad.Experiments;

/// <summary>What <c>nad compare --json</c> prints.</summary>
/// <param name="Runs">One for each model, in the order of the folders.</param>
/// <param name="Means">Over seeds.</param>
/// <param name="LeftOut">Folders that could not be compared, and why.</param>
public sealed record CompareResult(IReadOnlyList<CompareRow> Runs, IReadOnlyList<CompareMean> Means, IReadOnlyList<LeftOutFolder> LeftOut);

/// <summary>A folder that is not in a comparison.</summary>
/// <param name="Folder">As it was named.</param>
/// <param name="Reason">One sentence.</param>
public sealed record LeftOutFolder(string Folder, string Reason);
