using Nad.Torch;

namespace Nad.Data;

/// <summary>
/// Everything the batches of one epoch need, drawn on the host and brought to the device at once; there a counter says which batch is next,
/// so that a step asks nothing of the host. The memory stays the same from epoch to epoch.
/// </summary>
internal sealed class EpochPlan : IDisposable
{
    private readonly ImageSet images;
    private readonly BatchAssembler assembler;
    private readonly ResidentImages resident;
    private readonly int steps, widest;
    private readonly Tensor rows, columns, labels, rates, next;
    private readonly Tensor? holeRows, holeColumns;

    /// <summary>Copies the images to the device and takes the memory of a plan.</summary>
    /// <param name="images">What batches are made of.</param>
    /// <param name="batches">Those of any epoch: their sizes are the same in each.</param>
    /// <param name="augmentation">The most that is done to them in any epoch.</param>
    /// <param name="device">Where they go.</param>
    public EpochPlan(ImageSet images, IReadOnlyList<int[]> batches, Augmentation augmentation, Device device)
    {
        this.images = images;
        assembler = new BatchAssembler(images, device);
        resident = new ResidentImages(images, device, augmentation.CropPadding);
        (steps, widest) = (batches.Count, batches.Max(b => b.Length));
        using TensorScope scope = TensorScope.Begin();
        Tensor OnDevice(DType type, params long[] shape) => Tensor.Zeros(type, shape).To(device, type).Unscoped();
        rows = OnDevice(DType.Int64, steps, widest, images.Height, 1);
        columns = OnDevice(DType.Int64, steps, widest, 1, images.Width);
        labels = OnDevice(DType.Int64, steps, widest);
        rates = OnDevice(DType.Float32, steps);
        next = OnDevice(DType.Int64, 1);
        if (augmentation.CutoutLength / 2 == 0) return;
        holeRows = OnDevice(DType.Float32, steps, widest, 1, images.Height, 1);
        holeColumns = OnDevice(DType.Float32, steps, widest, 1, 1, images.Width);
    }

    /// <summary>The learning rate of the next step, a Float32 scalar; owned by the current scope.</summary>
    public Tensor Rate => rates.Select(0, next).View();

    /// <summary>Draws an epoch and begins with its first batch.</summary>
    /// <param name="batches">Indices of the images of each.</param>
    /// <param name="augmentation">
    /// What is done to them in this epoch; without Cutout where the plan was made without it, and no wider crops.
    /// </param>
    /// <param name="changes">
    /// Gives the numbers in the order in which <see cref="BatchAssembler.Augmented"/> would draw them, batch by batch.
    /// </param>
    /// <param name="rateOfStep">Learning rate of each batch.</param>
    public void Draw(IReadOnlyList<int[]> batches, Augmentation augmentation, RandomStream changes, Func<int, double> rateOfStep)
    {
        int h = images.Height, w = images.Width;
        long[] r = new long[steps * widest * h], c = new long[steps * widest * w], y = new long[steps * widest];
        float[] hr = holeRows is null ? [] : new float[r.Length], hc = holeColumns is null ? [] : new float[c.Length],
            rate = new float[steps];
        for (int step = 0; step < steps; step++)
        {
            rate[step] = (float)rateOfStep(step);
            ImageChange[] drawn = assembler.DrawChanges(batches[step].Length, augmentation, changes);
            for (int n = 0; n < drawn.Length; n++)
            {
                int image = batches[step][n], at = (step * widest) + n;
                resident.Describe(
                    image, drawn[n], r.AsSpan(at * h, h), c.AsSpan(at * w, w), hr.Length == 0 ? [] : hr.AsSpan(at * h, h),
                    hc.Length == 0 ? [] : hc.AsSpan(at * w, w));
                y[at] = images.Labels[image];
            }
        }

        using TensorScope scope = TensorScope.Begin();
        rows.CopyInPlace(Tensor.From(r, steps, widest, h, 1));
        columns.CopyInPlace(Tensor.From(c, steps, widest, 1, w));
        labels.CopyInPlace(Tensor.From(y, steps, widest));
        rates.CopyInPlace(Tensor.From(rate, steps));
        holeRows?.CopyInPlace(Tensor.From(hr, steps, widest, 1, h, 1));
        holeColumns?.CopyInPlace(Tensor.From(hc, steps, widest, 1, 1, w));
        next.FillInPlace(0);
    }

    /// <summary>The next batch, of <paramref name="count"/> images; owned by the current scope.</summary>
    public Batch Batch(int count)
    {
        Tensor Of(Tensor plan, params long[] shape) => plan.Select(0, next).Slice(1, 0, count).View([count, .. shape]);
        int h = images.Height, w = images.Width;
        return new Batch(
            resident.Gather(
                Of(rows, h, 1),
                Of(columns, 1, w),
                holeRows is null ? null : Of(holeRows, 1, h, 1),
                holeColumns is null ? null : Of(holeColumns, 1, 1, w)),
            Of(labels));
    }

    /// <summary>Goes on to the batch after it.</summary>
    public void Advance() => next.AddInPlace(1);

    /// <summary>Frees images and plan.</summary>
    public void Dispose()
    {
        resident.Dispose();
        foreach (Tensor? tensor in (Tensor?[])[rows, columns, labels, rates, next, holeRows, holeColumns]) tensor?.Dispose();
    }
}
