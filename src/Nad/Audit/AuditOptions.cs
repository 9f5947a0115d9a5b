namespace Nad.Audit;

/// <summary>How much an audit searches. Calibration holds for one such choice only.</summary>
public sealed record AuditOptions
{
    /// <summary>The default: within five minutes on two cores for WRN-16-1 and ten classes.</summary>
    public static AuditOptions Full { get; } = new();

    /// <summary>Within one minute for the same.</summary>
    public static AuditOptions Quick { get; } =
        new() { Name = "quick", Images = 400, SearchSteps = 100, Batch = 16, SearchChange = 1.2, MarginStarts = 8, MarginSteps = 60 };

    /// <summary>The same with other numbers of steps and images, and then of no calibrated name.</summary>
    /// <param name="steps">Of each search, 1 to 100000; null to leave it.</param>
    /// <param name="images">Clean images, 40 to 100000; null to leave it.</param>
    /// <exception cref="NadException">A number is outside its range.</exception>
    public AuditOptions Within(int? steps, int? images)
    {
        if (steps is < 1 or > 100_000) throw new NadException($"--steps must be 1 to 100000, but is {steps}.");
        if (images is < LeastImages or > 100_000) throw new NadException($"--images must be {LeastImages} to 100000, but is {images}.");
        if (steps is null && images is null) return this;
        return this with
        {
            Name = "custom",
            SearchSteps = steps ?? SearchSteps,
            MarginSteps = steps ?? MarginSteps,
            Images = images ?? Images
        };
    }

    /// <summary>Fewest clean images that an audit takes: half of them judge, and a rate of fewer says little.</summary>
    public const int LeastImages = 40;

    /// <summary>Name of the choice, in results and calibrations.</summary>
    public string Name { get; init; } = "full";

    /// <summary>
    /// Clean images that are used, ≥ 40, half of them to search on and half to judge. Source of the default: Wang et al. 2019 use as many
    /// as there are; our choice, for time.
    /// </summary>
    public int Images { get; init; } = 800;

    /// <summary>Steps of each search, ≥ 1. Our choice, for time.</summary>
    public int SearchSteps { get; init; } = 200;

    /// <summary>Images of a step, ≥ 2. Our choice, for time.</summary>
    public int Batch { get; init; } = 24;

    /// <summary>
    /// Step size of Adam at the start of a search, &gt; 0; it falls along a cosine. Our choice; Wang et al. take 0.1 for more steps.
    /// </summary>
    public double SearchRate { get; init; } = 0.3;

    /// <summary>Factor by which the weight of the size rises or falls at a step, &gt; 1. Our choice.</summary>
    public double SearchChange { get; init; } = 1.15;

    /// <summary>Memory of the running success rate that the weight goes by, in 0–1. Our choice.</summary>
    public double SearchMemory { get; init; } = 0.8;

    /// <summary>
    /// Share of images that a change must send to its goal, above 0 to 1. Our choice: on images that were not searched on less is left;
    /// Wang et al. take 0.99.
    /// </summary>
    public double Success { get; init; } = 0.95;

    /// <summary>
    /// Random images from which margins are sought, for each class, ≥ 1. Source: Wang et al., "MM-BD", IEEE S&amp;P 2024: 30.
    /// </summary>
    public int MarginStarts { get; init; } = 30;

    /// <summary>Steps of each margin, ≥ 1. Source: the same: 300; our choice for time.</summary>
    public int MarginSteps { get; init; } = 150;

    /// <summary>Restarts of the noise probe, ≥ 1. Our choice.</summary>
    public int NoiseRestarts { get; init; } = 5;
}
