namespace Nad.Experiments;

/// <summary>One model of a comparison. Rates are 0–1; what was not measured is null.</summary>
/// <param name="Folder">The result folder, as it was named.</param>
/// <param name="Kind"><c>erase</c>, <c>attack</c> or <c>demo</c>.</param>
/// <param name="Method">Defense, attack, or the part of a demonstration.</param>
/// <param name="Model">Architecture and file of the model.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Before">The model that was given; null where none was.</param>
/// <param name="After">The model that came out.</param>
/// <param name="Seconds">Duration of the run; null where it is not told.</param>
/// <param name="Group">Equal for runs that differ in nothing but the seed.</param>
public sealed record CompareRow(string Folder, string Kind, string Method, string Model, long Seed, CompareScore? Before, CompareScore After, double? Seconds, string Group);
