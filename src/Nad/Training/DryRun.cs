using Nad.Data;
using Nad.Models;
using Nad.Torch;

namespace Nad.Training;

/// <summary>The end of a run that trains nothing: one batch shows that model, images and loss fit.</summary>
internal static class DryRun
{
    /// <exception cref="TrainingFailedException">The loss of the first images is no finite number.</exception>
    /// <exception cref="DryRunEndedException">All is well.</exception>
    public static void End(string phase, TrainingRecipe recipe, Classifier model, CleanData data, RunContext run, Func<Batch, RandomStream, StepLoss> loss)
    {
        FiniteWeights.Check(model, phase, 0, recipe.LearningRate.At(0));
        using TensorScope scope = TensorScope.Begin();
        // A training step moves running statistics; they are put back.
        IReadOnlyList<Files.Checkpoints.NamedTensor> before = model.State.Export();
        Batch batch = new BatchAssembler(data.Training, run.Device).InOrder(0, Math.Min(recipe.BatchSize, data.Training.Count));
        double value = loss(batch, run.Random($"{phase}/augmentation")).Total.Item();
        model.State.Import(before);
        if (!double.IsFinite(value)) throw new TrainingFailedException($"The loss of the {phase} is {value} at the first images. Check the model and the images.");
        throw new DryRunEndedException(phase, recipe, data.Training.Count);
    }
}
