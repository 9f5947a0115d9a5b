using System.Diagnostics;
using Nad.Data;
using Nad.Defenses;
using Nad.Models;

namespace Nad.Training;

/// <summary>A training with the choice of its epoch, as the recipe asks for it.</summary>
internal static class Train
{
    /// <summary>Trains <paramref name="model"/> in place; it is left with the weights of the epoch that the recipe's rule keeps.</summary>
    /// <param name="model">Changed.</param>
    /// <param name="clean">What is trained on, and the hold-out that the rule looks at.</param>
    /// <param name="recipe">How.</param>
    /// <param name="run">Seed, device, progress, cancellation.</param>
    /// <param name="phase">Name of the training.</param>
    /// <param name="loss">Of a batch.</param>
    /// <param name="shares">Measures the gradient shares of the model after an epoch; null for none.</param>
    /// <exception cref="TrainingFailedException">The loss is no longer a finite number, and no earlier epoch is good.</exception>
    public static TrainedModel Run(
        Classifier model, CleanData clean, TrainingRecipe recipe, RunContext run, string phase, Func<Batch, StepLoss> loss,
        Func<Classifier, double[]>? shares = null) =>
        Run(model, clean, recipe, run, phase, (batch, _) => loss(batch), new TrainingHooks { GradientShares = shares, Repeats = true });

    /// <summary>Trains a copy of a model.</summary>
    /// <param name="model">Stays as it is.</param>
    /// <param name="clean">What is trained on, and the hold-out that the recipe's rule looks at.</param>
    /// <param name="recipe">How.</param>
    /// <param name="run">Seed, device, progress, cancellation.</param>
    /// <param name="phase">Name of the training.</param>
    /// <param name="loss">Of the copy on a batch.</param>
    /// <param name="shares">Measures the gradient shares of the copy after an epoch; null for none.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="TrainingFailedException">The loss is no longer a finite number, and no earlier epoch is good.</exception>
    public static Trial Copy(
        Classifier model, CleanData clean, TrainingRecipe recipe, RunContext run, string phase, Func<Classifier, Batch, StepLoss> loss,
        Func<Classifier, double[]>? shares = null) =>
        Copy(model, clean, recipe, run, phase, (copy, batch, _) => loss(copy, batch), new TrainingHooks
        {
            GradientShares = shares,
            Repeats = true
        });

    /// <summary>The same with a loss that draws random numbers, and with what else takes part.</summary>
    public static Trial Copy(
        Classifier model, CleanData clean, TrainingRecipe recipe, RunContext run, string phase,
        Func<Classifier, Batch, RandomStream, StepLoss> loss, TrainingHooks hooks)
    {
        Stopwatch clock = Stopwatch.StartNew();
        Classifier copy = model.Clone();
        try
        {
            TrainedModel trained = Run(copy, clean, recipe, run, phase, (batch, random) => loss(copy, batch, random), hooks);
            return new Trial(copy, trained, clock.Elapsed.TotalSeconds);
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>A training with a loss that draws random numbers, and with what else takes part.</summary>
    public static TrainedModel Run(
        Classifier model, CleanData clean, TrainingRecipe recipe, RunContext run, string phase, Func<Batch, RandomStream, StepLoss> loss,
        TrainingHooks hooks)
    {
        recipe = recipe.For(clean.Training.Count);
        using BestEpoch? best = BestEpoch.For(model, recipe, clean);
        Trainer trainer = new(recipe, run, phase) { Best = best, Hooks = hooks };
        if (best is null)
        {
            IReadOnlyList<EpochRecord> epochs = trainer.Run(model, clean, loss);
            return new TrainedModel(epochs, epochs[^1].ValAcc, [], Warnings(trainer.Warning));
        }

        IReadOnlyList<EpochRecord> kept = best.Protect(() => trainer.Run(model, clean, loss));
        return new TrainedModel(kept, best.Accuracy, [best.Choice(recipe.Epochs, phase)], Warnings(best.Warning, trainer.Warning));
    }

    private static string[] Warnings(params string?[] found) => [.. found.OfType<string>()];
}
