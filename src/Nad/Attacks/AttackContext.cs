using Nad.Data;
using Nad.Models;

namespace Nad.Attacks;

/// <summary>What an attacker has when the trigger is made.</summary>
public sealed record AttackContext
{
    /// <summary>The clean training images.</summary>
    public required ImageSet Images { get; init; }

    /// <summary>Seed, device, cancellation.</summary>
    public required RunContext Run { get; init; }

    /// <summary>
    /// A model trained on the clean images, for attacks that say so by <see cref="AttackOptions.NeedsSourceModel"/>; not owned.
    /// </summary>
    public Classifier? SourceModel { get; init; }

    /// <summary>Pictures to take reflections from; null for images of the training set.</summary>
    public ImageSet? Reflections { get; init; }

    /// <summary>
    /// Trains a fresh model on the given images, always from the same start; the caller owns it. Null where no attack needs it.
    /// </summary>
    public Func<ImageSet, Classifier>? ShortTrial { get; init; }

    /// <summary>Told in a few words what happens now; null where nobody listens.</summary>
    public Action<string>? Stage { get; init; }

    /// <summary>Number of classes.</summary>
    public int Classes => Images.ClassNames.Count;
}
