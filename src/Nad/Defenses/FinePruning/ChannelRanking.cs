using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Defenses;

/// <summary>
/// Which channels sleep on clean images: their mean activation over images and space, in inference mode and without augmentation.
/// </summary>
internal static class ChannelRanking
{
    private const int BatchSize = 128;

    /// <summary>All channels, the least active first; equals stay in their order.</summary>
    public static int[] Ascending(Classifier model, ImageSet images, PruningVariant variant, RunContext run)
    {
        double[] means = variant == PruningVariant.Paper
            ? LastConvolution(model, images, run)
            : Means(images, run, batch => model.Features(batch, Mode.Inference));
        return [.. Enumerable.Range(0, means.Length).OrderBy(c => means[c])];
    }

    private static double[] LastConvolution(Classifier model, ImageSet images, RunContext run)
    {
        using Classifier silenced = model.Clone();
        using (Autograd.NoGrad())
        {
            foreach (string name in silenced.LastChannels) silenced.State[name].FillInPlace(0);
        }

        return Means(images, run, batch => model.LastResponse(batch, silenced));
    }

    // Mean over images of what is N×C for a batch.
    private static double[] Means(ImageSet images, RunContext run, Func<Tensor, Tensor> activation)
    {
        double[] sums = [];
        using Autograd.NoGradScope off = Autograd.NoGrad();
        BatchAssembler assembler = new(images, run.Device);
        for (int start = 0; start < images.Count; start += BatchSize)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            using TensorScope scope = TensorScope.Begin();
            float[] batch = activation(assembler.InOrder(start, Math.Min(BatchSize, images.Count - start)).Images).Sum([0]).ToFloats();
            if (sums.Length == 0) sums = new double[batch.Length];
            for (int c = 0; c < batch.Length; c++) sums[c] += batch[c];
        }

        return Array.ConvertAll(sums, s => s / images.Count);
    }
}
