using System.Globalization;
using Nad.Data;
using Nad.Torch;

namespace Nad.Attacks;

/// <summary>One epoch of so many steps, each on one black image: what is trained is laid on it.</summary>
/// <param name="steps">Steps, ≥ 1.</param>
/// <param name="height">In pixels.</param>
/// <param name="width">In pixels.</param>
/// <param name="device">Where batches live.</param>
internal sealed class BlackImage(int steps, int height, int width, Device device) : IBatchSource
{
    public int Count => steps;

    public int Steps(int batchSize) => steps;

    public string Describe(int epochs, int batchSize) => string.Create(CultureInfo.InvariantCulture, $"{steps} steps");

    public string Fingerprint => string.Create(CultureInfo.InvariantCulture, $"{steps} times one black image of {height}x{width}");

    public IEnumerable<int[]> Shuffle(int batchSize, RandomStream order) => Enumerable.Range(0, steps).Select(i => new[] { i });

    public Batch Augmented(ReadOnlySpan<int> indices, Augmentation augmentation, RandomStream changes) =>
        new(Tensor.Zeros(DType.Float32, 1, 3, height, width).To(device, DType.Float32), Tensor.From([0L], 1).To(device, DType.Int64));
}
