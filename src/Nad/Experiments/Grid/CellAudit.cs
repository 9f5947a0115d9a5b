using Nad.Audit;

namespace Nad.Experiments;

/// <summary>What an audit of a cell's model found, as much as a calibration needs.</summary>
/// <param name="Accuracy">Of the model on the images of the audit, 0–1.</param>
/// <param name="Statistics">By family; the larger, the more suspicious.</param>
/// <param name="Suspects">By family, the class that stood out.</param>
/// <param name="Smallest">By family of searches, what the class that stood out needs, in the unit of the family.</param>
/// <param name="Success">By family of searches, success of that change on half B, 0–1.</param>
public sealed record CellAudit(
    double Accuracy,
    SortedDictionary<string, double> Statistics,
    SortedDictionary<string, int> Suspects,
    SortedDictionary<string, double> Smallest,
    SortedDictionary<string, double> Success) : IStoredContent
{
    string? IStoredContent.Fault() => Accuracy is < 0 or > 1 || Success.Values.Any(s => s is < 0 or > 1) ? "a rate is not 0 to 1." : null;

    /// <summary>From the findings on a model.</summary>
    /// <param name="accuracy">On the images of the audit, 0–1.</param>
    /// <param name="findings">Of all detectors.</param>
    internal static CellAudit Of(double accuracy, IReadOnlyList<AuditFinding> findings)
    {
        AuditFinding[] searched = [.. findings.Where(f => f.Class is { } c && f.Classes.Count > c && f.Classes[c].Pattern is not null)];
        return new CellAudit(
            accuracy,
            new(findings.ToDictionary(f => f.Family, f => f.Statistic), StringComparer.Ordinal),
            new(findings.Where(f => f.Class is not null).ToDictionary(f => f.Family, f => f.Class!.Value), StringComparer.Ordinal),
            new(searched.ToDictionary(f => f.Family, f => f.Classes[f.Class!.Value].Value), StringComparer.Ordinal),
            new(
                searched.Where(f => f.Classes[f.Class!.Value].SuccessB is { Trials: > 0 })
                    .ToDictionary(f => f.Family, f => f.Classes[f.Class!.Value].SuccessB!.Value.Value),
                StringComparer.Ordinal));
    }
}
