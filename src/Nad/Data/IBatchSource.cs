namespace Nad.Data;

/// <summary>What a training is fed with, epoch by epoch.</summary>
public interface IBatchSource
{
    /// <summary>Images of an epoch, ≥ 1.</summary>
    int Count { get; }

    /// <summary>What its content is known by, for the identity of a training.</summary>
    string Fingerprint { get; }

    /// <summary>Batches of an epoch: the last may be smaller, but a single image joins the batch before it.</summary>
    /// <param name="batchSize">Images per batch.</param>
    int Steps(int batchSize) => Math.Max(1, (Count + batchSize - 2) / batchSize);

    /// <summary>How much work a training is, in words.</summary>
    /// <param name="epochs">Its epochs.</param>
    /// <param name="batchSize">Images per batch.</param>
    string Describe(int epochs, int batchSize) => FormattableString.Invariant($"{epochs} epochs of {Count} images, {batchSize} at a time");

    /// <summary>One epoch: places in it, cut into batches.</summary>
    /// <param name="batchSize">Images per batch.</param>
    /// <param name="order">What the order is drawn from.</param>
    IEnumerable<int[]> Shuffle(int batchSize, RandomStream order);

    /// <summary>The images at these places, each changed at random.</summary>
    /// <returns>A batch whose tensors belong to the current scope.</returns>
    Batch Augmented(ReadOnlySpan<int> indices, Augmentation augmentation, RandomStream changes);
}
