namespace Nad.Experiments;

/// <summary>The content of <c>reproduction.json</c>: which files of a folder <c>nad reproduce</c> has written.</summary>
/// <param name="Versions">What made them.</param>
/// <param name="Files">SHA-256 of each, by name.</param>
public sealed record ReproductionMark(ReproductionVersion Versions, SortedDictionary<string, string> Files);

/// <summary>The version of this program.</summary>
public sealed record ReproductionVersion(string Nad);
