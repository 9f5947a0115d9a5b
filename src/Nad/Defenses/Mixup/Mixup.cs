// Zhang, Cisse, Dauphin and Lopez-Paz, "mixup: Beyond Empirical Risk Minimization", ICLR 2018; as a defense: Li et al., ICLR 2021, table 4.
using System.Diagnostics;
using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Finetuning on convex combinations of pairs of clean images: what remains of a trigger is diluted, and so is its label.</summary>
public sealed class Mixup(MixupOptions options) : IDefense
{
    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public DefenseResult Erase(Classifier backdoored, CleanData clean, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(backdoored);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(run);
        Stopwatch clock = Stopwatch.StartNew();
        CollapseGuard guard = new(backdoored, clean, options.CollapseLimit, run);
        Classifier model = backdoored.Clone();
        try
        {
            TrainedModel trained = Train.Run(model, clean, options.Recipe, run, "student", (batch, random) => Loss(model, batch, random), new TrainingHooks());
            guard.CheckAccuracy(trained.Accuracy, "model that was finetuned with Mixup");
            return new DefenseResult(model, null, trained.Epochs, 0, clock.Elapsed.TotalSeconds) { Selections = trained.Selections, Warnings = trained.Warnings };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // λ ~ Beta(1, 1) = U(0, 1) and a permutation π for the whole batch.
    private static StepLoss Loss(Classifier model, Batch batch, RandomStream random)
    {
        double share = random.NextDouble();
        int[] partner = random.Permutation((int)batch.Labels.Count);
        return Loss(model, batch, share, partner);
    }

    /// <summary>x̃ = λ·x + (1 − λ)·x_π;  L = λ·CE(f(x̃), y) + (1 − λ)·CE(f(x̃), y_π).</summary>
    internal static StepLoss Loss(Classifier model, Batch batch, double share, int[] partner)
    {
        Tensor places = Tensor.From(Array.ConvertAll(partner, p => (long)p), partner.Length).To(model.Device, DType.Int64);
        Tensor mixed = (batch.Images * share) + (batch.Images.Select(0, places) * (1 - share));
        Tensor logits = model.Forward(mixed.Contiguous(MemoryLayout.ChannelsLast), Mode.Training, TapForm.None).Logits;
        Tensor loss = (Functional.CrossEntropy(logits, batch.Labels) * share) + (Functional.CrossEntropy(logits, batch.Labels.Select(0, places)) * (1 - share));
        return new StepLoss(loss, loss, []);
    }
}
