using Nad.Data;

namespace Nad.Training;

/// <summary>All that a defense may ever see: clean images to train on, and clean images held out to watch the training.</summary>
/// <param name="Training">At least 2 images.</param>
/// <param name="HoldOut">None of the above; null where there are too few images to hold any out.</param>
public sealed record CleanData(ImageSet Training, ImageSet? HoldOut)
{
    /// <summary>Whether a mirrored image is still of its class. Default false.</summary>
    public bool MirrorIsSafe { get; init; }

    /// <summary>The defender's part of some images.</summary>
    /// <param name="source">Where the images are from; it says whether mirroring leaves their classes as they are.</param>
    /// <param name="images">Images of the source.</param>
    /// <param name="training">Which of them are trained on.</param>
    /// <param name="heldOut">Which are held out; may be empty.</param>
    public static CleanData Of(IDataSource source, ImageSet images, int[] training, int[] heldOut)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(heldOut);
        return new CleanData(images.Subset(training), heldOut.Length == 0 ? null : images.Subset(heldOut))
        {
            MirrorIsSafe = source.FlipIsSafe
        };
    }
}
