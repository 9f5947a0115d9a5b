namespace Nad.Audit;

/// <summary>What one detector says of a model.</summary>
/// <param name="Detector">Its name.</param>
/// <param name="Family">Which of its statistics, such as <c>patch</c>; unique among all findings.</param>
/// <param name="Unit">Of the values of the classes.</param>
/// <param name="Statistic">One number for the model, comparable between models of one family; the larger, the more suspicious.</param>
public sealed record AuditFinding(string Detector, string Family, string Unit, double Statistic)
{
    /// <summary>How the statistic is formed, for readers.</summary>
    public required string Formula { get; init; }

    /// <summary>The classes in order; empty where the detector knows none.</summary>
    public IReadOnlyList<ClassEvidence> Classes { get; init; } = [];

    /// <summary>The search away from every class, apart from those that aim at one; null where there is none.</summary>
    public ClassEvidence? Away { get; init; }

    /// <summary>The class that stands out most; null where the detector knows none.</summary>
    public int? Class { get; init; }

    /// <summary>Time that it took.</summary>
    public double Seconds { get; init; }

    /// <summary>Further numbers for readers, by name.</summary>
    public IReadOnlyDictionary<string, double> Details { get; init; } = new Dictionary<string, double>();
}
