using System.Diagnostics;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Standard finetuning on the clean images with cross-entropy: the baseline, and NAD's way to a teacher.</summary>
/// <remarks>Source: Li et al., ICLR 2021, section 4.1. Equal to NAD's student with β = 0: same steps, same random streams.</remarks>
public sealed class FineTuning(FineTuningOptions options) : IDefense, ITrainable
{
    /// <summary>
    /// Raised when the same settings, images and seed give another model than before; stored experiments are then run again.
    /// </summary>
    public const int Version = 1;

    /// <inheritdoc/>
    public string Name => "finetune";

    /// <inheritdoc/>
    public DefenseResult Erase(Classifier backdoored, CleanData clean, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(backdoored);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(run);
        options.Validate();
        Stopwatch clock = Stopwatch.StartNew();
        CollapseGuard guard = new(backdoored, clean, options.CollapseLimit, run);
        List<Trial> rounds = [];
        try
        {
            // Iterated: each round goes on from what the one before gave (appendix G).
            for (int i = 1; i <= options.Iterations; i++)
            {
                Classifier model = i == 1 ? backdoored : rounds[^1].Model;
                rounds.Add(Tune(model, clean, options.Recipe, run, i == 1 ? "student" : $"student-{i}", options.Outputs));
                guard.CheckAccuracy(rounds[^1].Accuracy, "finetuned model");
            }

            return new DefenseResult(rounds[^1].Release(), null, [.. rounds.SelectMany(r => r.Epochs)], 0, clock.Elapsed.TotalSeconds)
            {
                Selections = [.. rounds.SelectMany(r => r.Selections)],
                Warnings = [.. rounds.SelectMany(r => r.Warnings)],
            };
        }
        finally
        {
            foreach (Trial round in rounds) round.Dispose();
        }
    }

    /// <summary>
    /// Trains a copy of <paramref name="model"/> with cross-entropy and, if that is asked for, held to the outputs of the model itself.
    /// </summary>
    /// <returns>Owned by the caller.</returns>
    internal static Trial Tune(
        Classifier model, CleanData clean, TrainingRecipe recipe, RunContext run, string phase, OutputDistillation? outputs = null)
    {
        TrainingTask task = new(model, clean, recipe, run, phase) { Outputs = outputs };
        return Train.Copy(task.Given, clean, recipe, run, phase, (tuned, batch) => task.Held(SupervisedLoss.Of(tuned, batch), batch));
    }

    bool ITrainable.IsTaught => false;

    Trial ITrainable.Train(TrainingTask task) => Tune(task.Given, task.Clean, task.Recipe, task.Run, task.Phase, task.Outputs);
}
