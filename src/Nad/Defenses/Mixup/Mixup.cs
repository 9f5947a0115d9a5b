// Zhang, Cisse, Dauphin and Lopez-Paz, "mixup: Beyond Empirical Risk Minimization", ICLR 2018; as a defense: Li et al., ICLR 2021, table 4.
using System.Diagnostics;
using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Finetuning on convex combinations of pairs of clean images: what remains of a trigger is diluted, and so is its label.
/// </summary>
public sealed class Mixup(MixupOptions options) : IDefense, ITrainable
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
        using Trial trained = Tune(new TrainingTask(backdoored, clean, options.Recipe, run, "student"));
        guard.CheckAccuracy(trained.Accuracy, "model that was finetuned with Mixup");
        return new DefenseResult(trained.Release(), null, trained.Epochs, 0, clock.Elapsed.TotalSeconds)
        {
            Selections = trained.Selections,
            Warnings = trained.Warnings
        };
    }

    bool ITrainable.IsTaught => false;

    Trial ITrainable.Train(TrainingTask task) => Tune(task);

    private static Trial Tune(TrainingTask task) => Train.Copy(
        task.Given, task.Clean, task.Recipe, task.Run, task.Phase,
        (model, batch, random) =>
        {
            // λ ~ Beta(1, 1) = U(0, 1) and a permutation π for the whole batch.
            double share = random.NextDouble();
            Pairs pairs = Pairs.Of(model, batch, share, random.Permutation((int)batch.Labels.Count));
            return task.Held(Loss(model, pairs), pairs.Mixed);
        },
        new TrainingHooks());

    /// <summary>x̃ = λ·x + (1 − λ)·x_π;  L = λ·CE(f(x̃), y) + (1 − λ)·CE(f(x̃), y_π).</summary>
    internal static StepLoss Loss(Classifier model, Batch batch, double share, int[] partner) =>
        Loss(model, Pairs.Of(model, batch, share, partner));

    private static StepLoss Loss(Classifier model, Pairs p)
    {
        Tensor logits = model.Forward(p.Mixed.Images, Mode.Training, TapForm.None).Logits;
        Tensor loss =
            (Functional.CrossEntropy(logits, p.Mixed.Labels) * p.Share) + (Functional.CrossEntropy(logits, p.Partners) * (1 - p.Share));
        return new StepLoss(loss, loss, []) { Logits = logits };
    }

    // Mixed images with the labels of the first of each pair, and the labels of the second.
    private sealed record Pairs(Batch Mixed, Tensor Partners, double Share)
    {
        public static Pairs Of(Classifier model, Batch batch, double share, int[] partner)
        {
            Tensor places = Tensor.From(Array.ConvertAll(partner, p => (long)p), partner.Length).To(model.Device, DType.Int64);
            Tensor mixed = (batch.Images * share) + (batch.Images.Select(0, places) * (1 - share));
            return new Pairs(batch with { Images = mixed.Contiguous(MemoryLayout.ChannelsLast) }, batch.Labels.Select(0, places), share);
        }
    }
}
