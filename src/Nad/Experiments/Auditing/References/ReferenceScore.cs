namespace Nad.Experiments;

/// <summary>A reference model that was trained and audited.</summary>
/// <param name="Plan">What it was to be.</param>
/// <param name="Sha256">Of its file.</param>
/// <param name="Score">Accuracy and attack success on the test images.</param>
/// <param name="Audit">What the audit found.</param>
/// <param name="Seconds">Of training and audit.</param>
public sealed record ReferenceScore(ReferencePlan Plan, string Sha256, CellScore Score, CellAudit Audit, double Seconds)
{
    /// <summary>Attack success, 0–1; null for a clean model.</summary>
    public double? Success => Score.Asr is [int hits, > 0] ? (double)hits / Score.Asr[1] : null;
}
