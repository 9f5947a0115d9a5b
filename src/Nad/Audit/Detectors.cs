namespace Nad.Audit;

/// <summary>The catalogue of detectors, in the order in which they run.</summary>
public static class Detectors
{
    /// <summary>Those of the given names, in this order.</summary>
    /// <param name="names">None for all.</param>
    /// <exception cref="NadException">There is none of a name.</exception>
    public static IReadOnlyList<IDetector> Named(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string? unknown = names.FirstOrDefault(n => All.All(d => d.Name != n));
        if (unknown is not null)
            throw new NadException(
                $"There is no detector '{Printable.Of(unknown)}'. "
                + $"Name some of {string.Join(", ", All.Select(d => d.Name))}, or none for all.");
        return names.Count == 0 ? All : [.. All.Where(d => names.Contains(d.Name))];
    }

    /// <summary>Lets each look at a model.</summary>
    /// <param name="detectors">Which, in order.</param>
    /// <param name="subject">The model and the images.</param>
    /// <param name="options">How much is searched.</param>
    /// <param name="run">Seed, device, progress, cancellation.</param>
    /// <param name="told">Told before each begins; null where nobody listens.</param>
    /// <returns>The findings of all, in their order.</returns>
    internal static List<AuditFinding> Look(
        this IEnumerable<IDetector> detectors, AuditSubject subject, AuditOptions options, RunContext run, Action<IDetector>? told = null)
    {
        List<AuditFinding> findings = [];
        foreach (IDetector detector in detectors)
        {
            told?.Invoke(detector);
            findings.AddRange(detector.Look(subject, options, run));
        }

        return findings;
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IDetector> All { get; } =
    [
        new ChannelsDetector(),
        new UniversalDetector(new PatchFamily()),
        new UniversalDetector(new AdditiveFamily()),
        new MarginDetector()
    ];
}
