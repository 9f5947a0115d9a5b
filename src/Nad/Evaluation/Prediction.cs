using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Evaluation;

/// <summary>What a model says of one image.</summary>
/// <param name="Top">The most likely classes, the likeliest first; of equals the one of the smaller number first.</param>
/// <param name="Probabilities">Their probabilities by the softmax of all classes, 0–1.</param>
public sealed record Prediction(int[] Top, float[] Probabilities)
{
    // As the evaluator's: throughput is flat from 64 to 256 images, and memory is not.
    private const int BatchSize = 128;

    /// <summary>Runs a model over images, in inference mode, without augmentation.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images.</param>
    /// <param name="kept">How many classes are kept of each image, ≥ 1; all where there are fewer.</param>
    /// <param name="device">Where the model lives.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>One for each image, in order.</returns>
    public static Prediction[] Of(Classifier model, ImageSet images, int kept, Device device, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(kept, 1);
        Prediction[] predictions = new Prediction[images.Count];
        using Autograd.NoGradScope off = Autograd.NoGrad();
        BatchAssembler assembler = new(images, device);
        for (int start = 0; start < images.Count; start += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using TensorScope scope = TensorScope.Begin();
            Batch batch = assembler.InOrder(start, Math.Min(BatchSize, images.Count - start));
            Tensor logits = model.Forward(batch.Images, Mode.Inference, TapForm.None).Logits;
            int classes = (int)logits.Shape[1];
            float[] rows = logits.Softmax(1).ToFloats();
            for (int row = 0; row * classes < rows.Length; row++)
                predictions[start + row] = Likeliest(rows.AsSpan(row * classes, classes), kept);
        }

        return predictions;
    }

    private static Prediction Likeliest(ReadOnlySpan<float> probabilities, int kept)
    {
        float[] all = probabilities.ToArray();
        int[] top = [.. Enumerable.Range(0, all.Length).OrderByDescending(c => all[c]).Take(kept)];       // stable: equals stay in order
        return new Prediction(top, Array.ConvertAll(top, c => all[c]));
    }
}
