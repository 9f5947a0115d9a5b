using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Attacks;

/// <summary>
/// Untargeted projected gradient ascent on the cross-entropy with the true label, without random start:
/// x ← clip(x + s·sign(∂L/∂x), x₀ ± ε, 0 … 1), at last rounded to bytes.
/// </summary>
/// <remarks>Source: Madry et al., "Towards Deep Learning Models Resistant to Adversarial Attacks", 2018.</remarks>
internal sealed class AdversarialNoise(Classifier model, double epsilon, double stepSize, int steps)
{
    private const int BatchSize = 128, ToldEvery = 512;

    /// <summary>Changes the images at <paramref name="indices"/> in place.</summary>
    public void AddTo(ImageSet images, ReadOnlySpan<int> indices, CancellationToken cancellation, Action<string>? stage = null)
    {
        BatchAssembler assembler = new(images, model.Device);
        for (int start = 0; start < indices.Length; start += BatchSize)
        {
            if (start % ToldEvery == 0) stage?.Invoke($"making adversarial noise, {start} of {indices.Length} images done");
            ReadOnlySpan<int> batch = indices[start..Math.Min(start + BatchSize, indices.Length)];
            float[] noisy = Ascend(assembler, batch, images, cancellation);
            int plane = images.Height * images.Width;
            for (int n = 0; n < batch.Length; n++)
            {
                Span<byte> image = images.Edit(batch[n]);
                for (int i = 0; i < image.Length; i++)
                    image[i] = (byte)MathF.Round(noisy[(n * image.Length) + (i % 3 * plane) + (i / 3)] * 255);
            }
        }
    }

    // N×3×H×W, row-major.
    private float[] Ascend(BatchAssembler assembler, ReadOnlySpan<int> indices, ImageSet images, CancellationToken cancellation)
    {
        using TensorScope scope = TensorScope.Begin();
        Batch batch = assembler.Assemble(indices, []);
        float[] start = batch.Images.Contiguous().ToFloats(), x = [.. start];
        float e = (float)epsilon, s = (float)stepSize;
        for (int step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            float[] gradient = Gradient(x, batch.Labels, indices.Length, images);
            for (int i = 0; i < x.Length; i++)
                x[i] = Math.Clamp(x[i] + (s * MathF.Sign(gradient[i])), Math.Max(0, start[i] - e), Math.Min(1, start[i] + e));
        }

        return x;
    }

    private float[] Gradient(float[] x, Tensor labels, int count, ImageSet images)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor input = Tensor.From(x, count, 3, images.Height, images.Width)
            .To(model.Device, DType.Float32)
            .Contiguous(MemoryLayout.ChannelsLast).RequireGrad();
        Tensor loss = Functional.CrossEntropy(model.Forward(input, Mode.Inference, TapForm.None).Logits, labels);
        return Autograd.Gradients(loss, [input])[0].ToFloats();
    }
}
