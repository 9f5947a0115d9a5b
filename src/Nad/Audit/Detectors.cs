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

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IDetector> All { get; } =
    [
        new ChannelsDetector(),
        new UniversalDetector(new PatchFamily()),
        new UniversalDetector(new AdditiveFamily()),
        new MarginDetector()
    ];
}
