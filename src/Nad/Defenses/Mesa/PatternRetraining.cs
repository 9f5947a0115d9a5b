using System.Diagnostics;
using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Teaches a model to ignore patterns: a small part of every batch carries one, and keeps its true label.</summary>
/// <param name="recipe">How it is trained.</param>
/// <param name="share">Part of a batch that is changed, above 0 to 1; at least one image.</param>
/// <param name="collapseLimit">Largest loss of hold-out accuracy that is let through.</param>
public sealed class PatternRetraining(TrainingRecipe recipe, double share, double collapseLimit)
{
    /// <summary>Changes one image in place: its 3×H×W numbers in 0–1.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="image">3×H×W, channel by channel.</param>
    /// <param name="random">The stream of the augmentation.</param>
    public delegate void Change(int epoch, Span<float> image, RandomStream random);

    /// <summary>Retrains a copy.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="clean">What is trained on.</param>
    /// <param name="run">Seed, device, progress, cancellation.</param>
    /// <param name="change">Puts a pattern on an image.</param>
    /// <returns>The caller owns the model.</returns>
    /// <exception cref="TrainingFailedException">The training failed, or the model forgot its task.</exception>
    public DefenseResult Run(Classifier model, CleanData clean, RunContext run, Change change)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(change);
        Stopwatch clock = Stopwatch.StartNew();
        CollapseGuard guard = new(model, clean, collapseLimit, run);
        Classifier retrained = model.Clone();
        int epoch = 0;
        try
        {
            TrainedModel trained = Train.Run(
                retrained, clean, recipe, run, "student",
                (batch, random) => SupervisedLoss.Of(retrained, Changed(batch, run.Device, epoch, random, change)),
                new TrainingHooks { EpochStarted = e => epoch = e });
            guard.CheckAccuracy(trained.Accuracy, "retrained model");
            return new DefenseResult(retrained, null, trained.Epochs, 0, clock.Elapsed.TotalSeconds)
            {
                Selections = trained.Selections,
                Warnings = trained.Warnings
            };
        }
        catch
        {
            retrained.Dispose();
            throw;
        }
    }

    private Batch Changed(Batch batch, Device device, int epoch, RandomStream random, Change change)
    {
        int count = (int)batch.Images.Shape[0];
        long[] shape = [.. batch.Images.Shape];
        float[] x = batch.Images.Contiguous().ToFloats();
        int size = x.Length / count;
        foreach (int n in random.Permutation(count).AsSpan(0, Math.Max(1, (int)Math.Round(share * count))))
            change(epoch, x.AsSpan(n * size, size), random);
        Tensor images = Tensor.From(x, shape);
        return batch with { Images = images.To(device, DType.Float32).Contiguous(MemoryLayout.ChannelsLast) };
    }
}
