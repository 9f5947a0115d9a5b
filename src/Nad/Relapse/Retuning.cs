using Nad.Data;
using Nad.Models;
using Nad.Training;

namespace Nad.Relapse;

/// <summary>
/// Plain finetuning of a copy. All trainings of a relapse go through their images in the same order, that of the stream
/// <c>relapse/order</c>, so that they differ in nothing else.
/// </summary>
public static class Retuning
{
    /// <summary>Trains a copy by cross-entropy.</summary>
    /// <param name="model">Stays as it is.</param>
    /// <param name="images">What is trained on.</param>
    /// <param name="recipe">How.</param>
    /// <param name="run">Seed, device, progress, cancellation.</param>
    /// <param name="phase">Name of the training.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="TrainingFailedException">The loss or a weight is no longer a finite number.</exception>
    public static Classifier Train(Classifier model, ImageSet images, TrainingRecipe recipe, RunContext run, string phase)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(run);
        Classifier copy = model.Clone();
        try
        {
            using GradientStep step = new(copy, recipe.Sgd, (batch, _) => SupervisedLoss.Of(copy, batch));
            new Trainer(recipe, run, phase) { Stream = run.Random("relapse/order") }.Run(step, new BatchAssembler(images, run.Device));
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }
}
