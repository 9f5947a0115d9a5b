using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>Trains a model from scratch on given images, poisoned or clean.</summary>
internal static class BackdoorTraining
{
    /// <summary>Streams <c>PHASE/weights</c>, <c>PHASE/order</c> and <c>PHASE/augmentation</c>.</summary>
    /// <param name="architecture">Of the network, by its name in <see cref="Architectures"/>.</param>
    /// <param name="images">What is trained on.</param>
    /// <param name="recipe">How.</param>
    /// <param name="run">Seed, device, progress, cancellation.</param>
    /// <param name="phase">Name of this training.</param>
    /// <returns>The model, owned by the caller, after its last epoch (none is chosen by test images), and its epochs.</returns>
    public static (Classifier Model, IReadOnlyList<EpochRecord> Epochs) Train(string architecture, ImageSet images, TrainingRecipe recipe, RunContext run, string phase)
    {
        Classifier model = Architectures.Design(architecture, images.ClassNames.Count, images.Height, run.Device);
        model.Precision = run.Precision;
        try
        {
            model.Fit(images.Height, images.Width);
            model.Initialise(run.Random($"{phase}/weights"));
            return (model, new Trainer(recipe, run, phase).Run(model, new CleanData(images, null), batch => SupervisedLoss.Of(model, batch)));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Poisons the images by the stream <c>attack/poison</c>.</summary>
    public static (ImageSet Images, int[] Poisoned) Poison(IAttack attack, ImageSet clean, RunContext run) => attack.Poison(clean, run.Random("attack/poison"));
}
