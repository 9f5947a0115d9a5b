using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Training;

/// <summary>
/// Estimates the running statistics of batch normalisation anew: the mean over batches of their own statistics, each weighed by its images.
/// </summary>
internal static class RunningStatistics
{
    private const int BatchSize = 128;

    // What one batch adds to running statistics that were 0 (PyTorch's momentum, see BatchNorm2d).
    private const double Momentum = 0.1;

    /// <summary>One pass over the images in their order, without augmentation, in training mode.</summary>
    /// <param name="model">Its running means and variances are overwritten.</param>
    /// <param name="images">At least 2.</param>
    /// <param name="run">Device and cancellation.</param>
    public static void Estimate(Classifier model, ImageSet images, RunContext run)
    {
        using TensorScope all = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        (string Name, Tensor Tensor)[] running = [.. model.State.Entries.Where(
            e => e.Name.EndsWith("running_mean", StringComparison.Ordinal) || e.Name.EndsWith("running_var", StringComparison.Ordinal))];
        Tensor[] sums = [.. running.Select(r => r.Tensor.EmptyLike().FillInPlace(0))];
        BatchAssembler assembler = new(images, run.Device);
        for (int start = 0, end; start < images.Count; start = end)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            using TensorScope scope = TensorScope.Begin();
            end = Math.Min(start + BatchSize, images.Count);
            if (end == images.Count - 1) end++;                                // batch statistics need two images
            foreach ((_, Tensor tensor) in running) tensor.FillInPlace(0);
            model.Forward(assembler.InOrder(start, end - start).Images, Mode.Training, TapForm.None);
            for (int i = 0; i < sums.Length; i++) sums[i].AddInPlace(running[i].Tensor, (end - start) / Momentum);
        }

        for (int i = 0; i < sums.Length; i++) running[i].Tensor.CopyInPlace(sums[i] * (1.0 / images.Count));
    }
}
