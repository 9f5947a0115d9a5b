using Nad.Data;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>Training and test images of a grid, loaded once.</summary>
public sealed class GridData
{
    private GridData(IDataSource source, ImageSet train, ImageSet test) =>
        (Source, Train, Test, TrainFingerprint, TestFingerprint) = (source, train, test, train.Fingerprint(), test.Fingerprint());

    /// <summary>Where they are from.</summary>
    public IDataSource Source { get; }

    /// <summary>All training images.</summary>
    public ImageSet Train { get; }

    /// <summary>All test images.</summary>
    public ImageSet Test { get; }

    /// <summary>Of the training images.</summary>
    public string TrainFingerprint { get; }

    /// <summary>Of the test images.</summary>
    public string TestFingerprint { get; }

    /// <summary>Of both splits, 16 hexadecimal digits each.</summary>
    public string Fingerprint => $"{TrainFingerprint[..16]}/{TestFingerprint[..16]}";

    /// <summary>Loads the images.</summary>
    /// <param name="spec">Data SPEC with a test split and images of 32×32.</param>
    /// <param name="cancellation">Ends the loading.</param>
    /// <param name="classes">File that lists the classes in the order of their labels; null for the order of the data.</param>
    /// <exception cref="NadException">The data is not there, has no test split, or is of another size.</exception>
    public static GridData Load(string spec, CancellationToken cancellation, string? classes = null)
    {
        const int size = 32;
        IDataSource source = DataSpec.Parse(spec).Open(classes);
        ImageSet train = source.LoadTrain(cancellation);
        ImageSet test = source.LoadTest(cancellation)
            ?? throw new NadException(
                $"{source.Spec} has no test split, so nothing could be measured. Use data with one, such as cifar10:DIR.");
        if (train.Height != size || train.Width != size)
            throw new NadException(
                $"The networks take {size}x{size} images, but those of {train.Source} are {train.Width}x{train.Height}. "
                + $"For images:DIR ask for the size: images:DIR@{size}.");
        return new GridData(source, train, test);
    }

    /// <summary>The defender's images.</summary>
    /// <param name="fraction">Part of the training images, above 0 to 1.</param>
    /// <param name="seed">Which.</param>
    public CleanData Clean(double fraction, long seed)
    {
        CleanSubset subset = CleanSubset.Choose(Train, null, fraction, seed);
        return CleanData.Of(Source, Train, subset.Train, subset.HoldOut);
    }
}
