using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>Trains a model on given images, poisoned or clean: from scratch, or from given weights.</summary>
internal static class BackdoorTraining
{
    /// <summary>Streams <c>PHASE/weights</c>, <c>PHASE/order</c> and <c>PHASE/augmentation</c>.</summary>
    /// <param name="architecture">Of the network, by its name in <see cref="Architectures"/>.</param>
    /// <param name="images">What is trained on.</param>
    /// <param name="recipe">How.</param>
    /// <param name="run">Seed, device, progress, cancellation.</param>
    /// <param name="phase">Name of this training.</param>
    /// <returns>The model, owned by the caller, after its last epoch (none is chosen by test images), and its epochs.</returns>
    public static (Classifier Model, IReadOnlyList<EpochRecord> Epochs) Train(
        string architecture, ImageSet images, TrainingRecipe recipe, RunContext run, string phase) =>
        Train(Start(architecture, null, images, run, phase), images, recipe, run, phase);

    /// <summary>The same from a model at its start, which the caller then owns no more.</summary>
    public static (Classifier Model, IReadOnlyList<EpochRecord> Epochs) Train(
        Classifier model, ImageSet images, TrainingRecipe recipe, RunContext run, string phase)
    {
        try
        {
            return (
                model, new Trainer(recipe, run, phase).Run(model, new CleanData(images, null), batch => SupervisedLoss.Of(model, batch)));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>A model at the start of its training, owned by the caller.</summary>
    /// <param name="architecture">Of the network, by its name in <see cref="Architectures"/>.</param>
    /// <param name="weights">What it starts from; null for random weights.</param>
    /// <param name="images">What is trained on.</param>
    /// <param name="run">Seed, device.</param>
    /// <param name="phase">Name of the training.</param>
    public static Classifier Start(string architecture, InitialWeights? weights, ImageSet images, RunContext run, string phase)
    {
        Classifier model =
            weights?.Start(run, phase) ?? Architectures.Design(architecture, images.ClassNames.Count, images.Height, run.Device);
        try
        {
            model.Precision = run.Precision;
            model.Fit(images.Height, images.Width);
            if (weights is null) model.Initialise(run.Random($"{phase}/weights"));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Poisons the images by the stream <c>attack/poison</c>.</summary>
    public static (ImageSet Images, int[] Poisoned) Poison(IAttack attack, ImageSet clean, RunContext run) =>
        attack.Poison(clean, run.Random("attack/poison"));
}
