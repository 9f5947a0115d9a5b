using Nad.Data;
using Nad.Torch;

namespace Nad.Audit;

/// <summary>Feeds a training that needs no images: so many empty steps an epoch.</summary>
internal sealed class NoImages(int steps) : IBatchSource
{
    public int Count => steps;

    public string Fingerprint => "none";

    public int Steps(int batchSize) => steps;

    public string Describe(int epochs, int batchSize) => FormattableString.Invariant($"{epochs * steps} steps without images");

    public IEnumerable<int[]> Shuffle(int batchSize, RandomStream order) => Enumerable.Range(0, steps).Select(i => (int[])[i]);

    public Batch Augmented(ReadOnlySpan<int> indices, Augmentation augmentation, RandomStream changes) =>
        new(Tensor.Empty(0), Tensor.Zeros(DType.Int64, 0));
}
