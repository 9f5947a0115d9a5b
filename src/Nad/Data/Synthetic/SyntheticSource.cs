namespace Nad.Data.Synthetic;

/// <summary><c>synthetic[:N]</c>: N generated training images (default 5,000) and 1,000 test images, the same on every machine.</summary>
public sealed class SyntheticSource : IDataSource
{
    private const int DefaultCount = 5000, TestCount = 1000, MaxCount = 200_000;

    // The data set is a fixed thing like any other; the seed of a run chooses from it.
    private const long DataSeed = 0;

    private readonly int count;

    /// <summary>Reads the part of the SPEC behind the colon.</summary>
    /// <param name="argument">A number of training images, 20 to 200,000; null for 5,000.</param>
    /// <exception cref="NadException">Not such a number.</exception>
    public SyntheticSource(string? argument)
    {
        count = DefaultCount;
        if (argument is not null && (!NumberText.TryDigits(argument, out count) || count is < 20 or > MaxCount))
        {
            throw new NadException($"synthetic:N needs a number of training images from 20 to {MaxCount}, but got '{argument}'.");
        }
    }

    /// <inheritdoc/>
    public string Spec => $"synthetic:{count}";

    /// <inheritdoc/>
    public string Name => "generated traffic signs";

    /// <inheritdoc/>
    public int ClassCount => SyntheticSigns.ClassNames.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => SyntheticSigns.ClassNames;

    /// <inheritdoc/>
    public bool FlipIsSafe => true;

    /// <inheritdoc/>
    public ImageSet LoadTrain(CancellationToken cancel = default) => SyntheticSigns.Train(count, DataSeed);

    /// <inheritdoc/>
    public ImageSet? LoadTest(CancellationToken cancel = default) => SyntheticSigns.Test(TestCount, DataSeed);
}
