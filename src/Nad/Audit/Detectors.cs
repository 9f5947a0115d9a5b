namespace Nad.Audit;

/// <summary>The catalogue of detectors, in the order in which they run; a time limit leaves out the last first.</summary>
public static class Detectors
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IDetector> All { get; } = [new ChannelsDetector(), new UniversalDetector(new PatchFamily()), new UniversalDetector(new AdditiveFamily()), new MarginDetector()];
}
