namespace Nad.Experiments;

/// <summary>Mean and sample standard deviation of runs that differ in nothing but the seed. Rates are 0–1.</summary>
/// <param name="Kind">As <see cref="CompareRow.Kind"/>.</param>
/// <param name="Method">As <see cref="CompareRow.Method"/>.</param>
/// <param name="Model">As <see cref="CompareRow.Model"/>.</param>
/// <param name="Seeds">The seeds, ascending.</param>
/// <param name="Acc">Mean and deviation; null where not every run measured it. The deviation of one run is null.</param>
/// <param name="AccNonTarget">Likewise.</param>
/// <param name="Asr">Likewise.</param>
/// <param name="Ra">Likewise.</param>
public sealed record CompareMean(string Kind, string Method, string Model, IReadOnlyList<long> Seeds, MeanEntry? Acc, MeanEntry? AccNonTarget, MeanEntry? Asr, MeanEntry? Ra);
