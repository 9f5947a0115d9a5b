// Zhu, Liang and Wu, "Breaking the False Sense of Security in Backdoor Defense through Re-Activation Attack", NeurIPS 2024.
using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Relapse;

/// <summary>
/// Seeks one change δ of at most ε at each pixel, the same for all images, by which they get their wanted labels: down CE(f(clip(x + δ)),
/// wanted) by Adam.
/// </summary>
internal sealed class AwakeningStep : TrainingStep
{
    private readonly Classifier model;
    private readonly double largest;
    private readonly Tensor delta;
    private readonly Adam adam;
    private readonly IDisposable frozen;

    /// <param name="model">Stays as it is.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <param name="largest">ε, 0–1.</param>
    public AwakeningStep(Classifier model, int height, int width, double largest)
    {
        (this.model, this.largest) = (model, largest);
        using TensorScope scope = TensorScope.Begin();
        frozen = model.State.Freeze();
        Tensor start = Tensor.From(new float[3 * height * width], 1, 3, height, width);
        delta = (model.Device.IsCpu ? start : start.To(model.Device, DType.Float32)).Unscoped().RequireGrad();
        adam = new Adam([delta], new AdamOptions { LearningRate = Math.Max(largest, 1e-6) / 5, Beta1 = 0.5, Beta2 = 0.9 });
    }

    public override IReadOnlyList<IOptimizer> Optimizers => [adam];

    /// <summary>Images with δ, clipped to 0–1.</summary>
    public Tensor Apply(Tensor images) => (images + delta).Clamp(0, 1);

    public override StepLoss Take(Batch batch, RandomStream random, double rate)
    {
        adam.LearningRate = rate;
        StepLoss parts = Look(batch, random);
        adam.Step([.. Autograd.Gradients(parts.Total, [delta])]);
        using Autograd.NoGradScope off = Autograd.NoGrad();
        delta.CopyInPlace(delta.Clamp(-largest, largest));
        return parts;
    }

    public override StepLoss Look(Batch batch, RandomStream random)
    {
        Tensor logits = model.Forward(Apply(batch.Images).Contiguous(MemoryLayout.ChannelsLast), Mode.Inference, TapForm.None).Logits;
        Tensor loss = Functional.CrossEntropy(logits, batch.Labels);
        return new StepLoss(loss, loss, []);
    }

    public override IReadOnlyList<NamedTensor> Export() => [new("delta", delta.ToData())];

    public override void Import(IReadOnlyList<NamedTensor> stored)
    {
        if (stored is not [{ Name: "delta" } found])
            throw new UnsupportedInputException("The state of a search for a change of the trigger is missing.");
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        delta.CopyInPlace(Tensor.From(found.Data));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        delta.Dispose();
        frozen.Dispose();
    }
}
