using Nad.Data;

namespace Nad.Training;

/// <summary>All that a defense may ever see: clean images to train on, and clean images held out to watch the training.</summary>
/// <param name="Training">At least 2 images.</param>
/// <param name="HoldOut">None of the above; null where there are too few images to hold any out.</param>
public sealed record CleanData(ImageSet Training, ImageSet? HoldOut)
{
    /// <summary>Whether a mirrored image is still of its class. Default false.</summary>
    public bool MirrorIsSafe { get; init; }
}
