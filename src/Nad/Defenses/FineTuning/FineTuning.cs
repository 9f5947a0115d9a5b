using System.Diagnostics;
using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
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
        options.Validate();
        Stopwatch clock = Stopwatch.StartNew();
        CollapseGuard guard = new(backdoored, clean, options.CollapseLimit, run);
        List<TrainedModel> rounds = [];
        Classifier model = backdoored.Clone();
        try
        {
            // Iterated: each round goes on from what the one before gave (appendix G).
            for (int i = 1; i <= options.Iterations; i++)
            {
                (Classifier next, TrainedModel trained) = Tune(model, clean, options.Recipe, run, i == 1 ? "student" : $"student-{i}", options.Outputs);
                model.Dispose();
                model = next;
                rounds.Add(trained);
                guard.CheckAccuracy(trained.Accuracy, "finetuned model");
            }

            return new DefenseResult(model, null, [.. rounds.SelectMany(r => r.Epochs)], 0, clock.Elapsed.TotalSeconds)
            {
                Selections = [.. rounds.SelectMany(r => r.Selections)],
                Warnings = [.. rounds.SelectMany(r => r.Warnings)],
            };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // L = L_CE(f(x), y), with outputs + λ·T²·KL(g(x) ‖ f(x))
    internal static StepLoss Loss(Classifier model, Classifier? given, Batch batch, OutputDistillation? outputs)
    {
        if (outputs is null) return SupervisedLoss.Of(model, batch);
        Tensor logits = model.Forward(batch.Images, Mode.Training, TapForm.None).Logits;
        Tensor crossEntropy = Functional.CrossEntropy(logits, batch.Labels);
        Tensor distance = outputs.Distance(logits, given!, batch);
        return new StepLoss(crossEntropy + distance, crossEntropy, []) { Outputs = distance };
    }

    /// <summary>Trains a copy of <paramref name="model"/> with cross-entropy and, where it is asked for, held to the outputs of the model itself.</summary>
    internal static (Classifier Model, TrainedModel Trained) Tune(Classifier model, CleanData clean, TrainingRecipe recipe, RunContext run, string phase, OutputDistillation? outputs = null)
    {
        Classifier tuned = model.Clone();
        try
        {
            return (tuned, Train.Run(tuned, clean, recipe, run, phase, batch => Loss(tuned, model, batch, outputs)));
        }
        catch
        {
            tuned.Dispose();
            throw;
        }
    }
}
