namespace Nad.Library;

/// <summary>How a model is audited.</summary>
public sealed record AuditChoices
{
    /// <summary>Whether it searches less, in about a third of the time.</summary>
    public bool Quick { get; init; }

    /// <summary>Reference models, the calibration.json of <c>nad calibrate</c>; null for those that the package brings along.</summary>
    public string? CalibrationFile { get; init; }

    /// <summary>Seed of all randomness. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Told before each detector begins; called on the thread that audits.</summary>
    public IProgress<AuditStage>? Progress { get; init; }
}

/// <summary>Where an audit is.</summary>
/// <param name="Detector">Which detector begins.</param>
/// <param name="Done">How many have ended.</param>
/// <param name="Of">Of so many.</param>
public sealed record AuditStage(string Detector, int Done, int Of);
