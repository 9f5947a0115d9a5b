using Nad.Data;
using Nad.Torch;
using Nad.Torch.Optimizers;

namespace Nad.Training;

/// <summary>
/// The steps of a training on a device that is kept waiting by its host rather than the other way round: images, augmentation, learning
/// rates and the sums of the loss all stay on it, a whole step is recorded once and repeated, and the host waits for nothing before the end
/// of an epoch.
/// </summary>
/// <remarks>The numbers are those of a usual step but for the last bits of the update, whose rate is a tensor here.</remarks>
internal sealed class RecordedSteps(
    TrainingRecipe recipe, RunContext run, Sgd sgd, Func<Batch, StepLoss> loss, TrainingLog log, Action? stepEnded) : IDisposable
{
    private readonly Dictionary<int, RepeatedWork> works = [];            // by the number of images: full batches, and the last one
    private EpochPlan? plan;
    private Tensor[] sums = [];                                           // loss, cross-entropy, outputs, then the distance at each tap

    /// <summary>Why steps are not recorded although they could be; null where they are.</summary>
    public string? Refusal => works.Values.Select(w => w.Refusal).FirstOrDefault(r => r is not null);

    /// <summary>All steps of one epoch.</summary>
    /// <exception cref="TrainingFailedException">The loss is no longer a finite number.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, between two steps.</exception>
    public void Epoch(int epoch, ImageSet images, IReadOnlyList<int[]> batches, RandomStream changes)
    {
        plan ??= new EpochPlan(images, batches, recipe.Augmentation, run.Device);
        double Rate(int step) => recipe.LearningRate.At(epoch + ((double)step / batches.Count));
        plan.Draw(batches, recipe.AugmentationIn(epoch), changes, Rate);
        foreach (Tensor sum in sums) sum.FillInPlace(0);
        foreach (int[] batch in batches)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            if (!works.TryGetValue(batch.Length, out RepeatedWork? work))
                works.Add(batch.Length, work = new RepeatedWork(() => Step(batch.Length), run.Device));
            work.Run();
            stepEnded?.Invoke();
        }

        double[] total = Array.ConvertAll(sums, s => s.Item());           // here the host waits
        log.Add(batches.Count, new EpochSums(images.Count, total[0], total[1], Rate(batches.Count - 1), total[3..], total[2]));
    }

    /// <summary>Frees recordings, plan and sums.</summary>
    public void Dispose()
    {
        foreach (RepeatedWork work in works.Values) work.Dispose();
        foreach (Tensor sum in sums) sum.Dispose();
        plan?.Dispose();
    }

    private void Step(int count)
    {
        using TensorScope scope = TensorScope.Begin();
        Batch batch = plan!.Batch(count);
        sgd.RateOnDevice = plan.Rate;
        StepLoss parts = loss(batch);
        sgd.Step(parts.Total);
        sgd.RateOnDevice = null;                                          // it ends with this step
        Sum([parts.Total, parts.CrossEntropy, parts.Outputs, .. parts.Attention], count);
        plan.Advance();
    }

    private void Sum(Tensor?[] parts, int count)
    {
        using Autograd.NoGradScope off = Autograd.NoGrad();
        if (sums.Length == 0) sums = Array.ConvertAll(parts, _ => Tensor.Zeros(DType.Float64).To(run.Device, DType.Float64).Unscoped());
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i] is { } part) sums[i].AddInPlace(part, count);
        }
    }
}
