using Nad.Attacks;
using Nad.Audit;
using Nad.Data;
using Nad.Evaluation;

namespace Nad.Experiments;

/// <summary>What an audit found.</summary>
public sealed record AuditOutcome
{
    /// <summary>What was asked for.</summary>
    public required AuditRequest Request { get; init; }

    /// <summary>The model.</summary>
    public required ModelEntry Model { get; init; }

    /// <summary>The model before; null where none was named.</summary>
    public ModelEntry? Against { get; init; }

    /// <summary>Half A of the clean images with their labels.</summary>
    public required ImageSet Images { get; init; }

    /// <summary>Number of images on halves A and B.</summary>
    public required (int A, int B) Halves { get; init; }

    /// <summary>Accuracy of the model on them.</summary>
    public required Rate Accuracy { get; init; }

    /// <summary>Of every detector.</summary>
    public required IReadOnlyList<AuditFinding> Findings { get; init; }

    /// <summary>The same on the model before; null where none was named.</summary>
    public IReadOnlyList<AuditFinding>? FindingsBefore { get; init; }

    /// <summary>What became of what was found before; empty where no model before was named.</summary>
    public IReadOnlyList<PairedEvidence> Pairs { get; init; } = [];

    /// <summary>The same in a word; null likewise.</summary>
    public PairedVerdict? Paired { get; init; }

    /// <summary>The reference models that the statistics are compared with; null where there are none.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>What is concluded.</summary>
    public required AuditVerdict Verdict { get; init; }

    /// <summary>The trigger that was named; null for none.</summary>
    public Backdoor? Known { get; init; }

    /// <summary>What was decided while model and images were read, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Seed, device.</summary>
    public required RunContext Run { get; init; }

    /// <summary>Time in all.</summary>
    public required double Seconds { get; init; }

    /// <summary>What was looked for, a sentence each.</summary>
    public IReadOnlyList<string> Searched => [.. Ran.Select(d => $"{d.Name} looked {d.Looks}.")];

    /// <summary>What was not, or cannot be seen, a sentence each.</summary>
    public IReadOnlyList<string> NotSearched =>
    [
        .. Detectors.All.Except(Ran).Select(d => $"{d.Name} did not run: {d.Looks}."),
        .. Ran.Select(d => $"{d.Name} cannot see {d.Misses}."),
        "Triggers that are made anew for each image, that need several changes at once, or that were built to hide from such "
            + "searches are not looked for.",
    ];

    private IEnumerable<IDetector> Ran => Detectors.All.Where(d => Findings.Any(f => f.Detector == d.Name));
}
