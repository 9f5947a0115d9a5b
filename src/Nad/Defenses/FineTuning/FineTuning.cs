using System.Diagnostics;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Standard finetuning on the clean images with cross-entropy: the baseline, and NAD's way to a teacher.</summary>
/// <remarks>Source: Li et al., ICLR 2021, section 4.1. Equal to NAD's student with β = 0: same steps, same random streams.</remarks>
public sealed class FineTuning(FineTuningOptions options) : IDefense
{
    /// <summary>Raised when the same settings, images and seed give another model than before; stored experiments are then run again.</summary>
    public const int Version = 1;

    /// <inheritdoc/>
    public string Name => "finetune";

    /// <inheritdoc/>
    public DefenseResult Erase(Classifier backdoored, CleanData clean, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(backdoored);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(run);
        Stopwatch clock = Stopwatch.StartNew();
        CollapseGuard guard = new(backdoored, clean, options.CollapseLimit, run);
        (Classifier model, IReadOnlyList<EpochRecord> epochs) = Tune(backdoored, clean, options.Recipe, run, "student");
        try
        {
            guard.Check(epochs[^1], "finetuned model");
            return new DefenseResult(model, null, epochs, 0, clock.Elapsed.TotalSeconds);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Trains a copy of <paramref name="model"/> with cross-entropy.</summary>
    internal static (Classifier Model, IReadOnlyList<EpochRecord> Epochs) Tune(Classifier model, CleanData clean, TrainingRecipe recipe, RunContext run, string phase)
    {
        Classifier tuned = model.Clone();
        try
        {
            return (tuned, new Trainer(recipe, run, phase).Run(tuned, clean, batch => SupervisedLoss.Of(tuned, batch)));
        }
        catch
        {
            tuned.Dispose();
            throw;
        }
    }
}
