namespace Nad.Audit;

/// <summary>A way to look for a backdoor without knowing trigger or target.</summary>
public interface IDetector
{
    /// <summary>Name in options and results.</summary>
    string Name { get; }

    /// <summary>What it looks for, as half a sentence.</summary>
    string Looks { get; }

    /// <summary>What it cannot see, as half a sentence.</summary>
    string Misses { get; }

    /// <summary>Looks at a model, which stays as it is.</summary>
    /// <param name="subject">The model and the clean images.</param>
    /// <param name="options">How much is searched.</param>
    /// <param name="run">Seed, device, progress, cancellation.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    IReadOnlyList<AuditFinding> Look(AuditSubject subject, AuditOptions options, RunContext run);
}
