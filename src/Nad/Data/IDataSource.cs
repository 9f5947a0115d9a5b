namespace Nad.Data;

/// <summary>A labelled image set that can be loaded: what a data SPEC of the command line names.</summary>
public interface IDataSource
{
    /// <summary>The SPEC that opens this source again, such as <c>cifar10:data/cifar-10-batches-bin</c>.</summary>
    string Spec { get; }

    /// <summary>Short name for reports.</summary>
    string Name { get; }

    /// <summary>Number of classes.</summary>
    int ClassCount { get; }

    /// <summary>Names of the classes, in the order of their indices.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Where the order of the classes is from.</summary>
    LabelOrder Order => LabelOrder.Official;

    /// <summary>False where there is only a test split.</summary>
    bool HasTrain => true;

    /// <summary>False where mirroring an image changes its class, as with traffic signs and text.</summary>
    bool FlipIsSafe { get; }

    /// <summary>What is missing or was left out, one printable sentence each; empty where all is as it should be.</summary>
    IReadOnlyList<string> Remarks => [];

    /// <summary>Loads the training split; the caller owns the set.</summary>
    /// <exception cref="NadException">Something is missing or broken; the message names the file.</exception>
    ImageSet LoadTrain(CancellationToken cancel = default);

    /// <summary>
    /// Loads some images of the training split. A source that stores images one by one decodes these alone; the caller owns the set.
    /// </summary>
    /// <param name="choose">
    /// From what is known of all of them, the indices of those that are wanted, in the order in which they are wanted.
    /// </param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="NadException">Something is missing or broken; the message names the file.</exception>
    ImageSet LoadTrain(Func<ImageLabels, int[]> choose, CancellationToken cancel = default)
    {
        ImageSet all = LoadTrain(cancel);
        return all.Subset(choose(ImageLabels.Of(all)));
    }

    /// <summary>Loads the test split, with images of the same size as the training split; null where the source has none.</summary>
    /// <exception cref="NadException">Something is missing or broken; the message names the file.</exception>
    ImageSet? LoadTest(CancellationToken cancel = default);

    /// <summary>Whether the user named the size of its images in the SPEC.</summary>
    bool NamesSize => false;

    /// <summary>
    /// The same source with its images brought to another size. A source that decodes images does so from the images as they are stored.
    /// </summary>
    /// <param name="geometry">The size, and how images are brought to it.</param>
    IDataSource At(ImageGeometry geometry) => new SizedSource(this, geometry);

    /// <summary>
    /// Sizes of the images of a split as they are stored, read from their headers; null where all have the size that they are loaded at.
    /// </summary>
    /// <param name="test">The test split; else the training split.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="NadException">An image is broken; the message names it.</exception>
    SizeRange? StoredSizes(bool test, CancellationToken cancel = default) => null;
}
