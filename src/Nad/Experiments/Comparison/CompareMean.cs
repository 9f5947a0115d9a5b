namespace Nad.Experiments;

/// <summary>Mean and sample standard deviation of runs that differ in nothing but the seed. Rates are 0–1.</summary>
/// <param name="Group">As <see cref="CompareRow.Group"/>.</param>
/// <param name="Kind">As <see cref="CompareRow.Kind"/>.</param>
/// <param name="Method">As <see cref="CompareRow.Method"/>.</param>
/// <param name="Model">As <see cref="CompareRow.Model"/>.</param>
/// <param name="Seeds">The seeds of the runs that were measured, ascending.</param>
/// <param name="Failed">How many runs failed; they are in no mean.</param>
/// <param name="Acc">Mean and deviation; null where not every run measured it. The deviation of one run is null.</param>
/// <param name="AccNonTarget">Likewise.</param>
/// <param name="Asr">Likewise.</param>
/// <param name="Ra">Likewise.</param>
/// <param name="Differences">As <see cref="CompareRow.Differences"/>.</param>
public sealed record CompareMean(
    int Group, string Kind, string Method, string Model, IReadOnlyList<long> Seeds, int Failed, MeanEntry? Acc, MeanEntry? AccNonTarget,
    MeanEntry? Asr, MeanEntry? Ra, IReadOnlyDictionary<string, string> Differences);
