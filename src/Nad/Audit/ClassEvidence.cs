using Nad.Evaluation;

namespace Nad.Audit;

/// <summary>What a detector found for one class.</summary>
/// <param name="Goal">The class, or <see cref="Audit.Goal.Away"/>.</param>
/// <param name="Value">In the unit of the finding: the smaller the size, or the larger the margin, the more suspicious.</param>
public sealed record ClassEvidence(int Goal, double Value)
{
    /// <summary>Success on the images that were searched on; null where nothing was searched on images.</summary>
    public Rate? SuccessA { get; init; }

    /// <summary>Success on images that were not; null likewise.</summary>
    public Rate? SuccessB { get; init; }

    /// <summary>
    /// Success on those of random patterns of equal size, the mean of several; null likewise, and for classes that are not spoken of: not
    /// the one that needs least, nor the median.
    /// </summary>
    public Rate? SuccessRandom { get; init; }

    /// <summary>The change; null where there is none.</summary>
    public RecoveredPattern? Pattern { get; init; }
}
