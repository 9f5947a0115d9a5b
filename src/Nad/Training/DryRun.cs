using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Torch;

namespace Nad.Training;

/// <summary>The end of a run that trains nothing: one batch shows that model, images and loss fit.</summary>
internal static class DryRun
{
    /// <exception cref="TrainingFailedException">The loss of the first images is no finite number.</exception>
    /// <exception cref="DryRunEndedException">All is well.</exception>
    public static void End(string phase, TrainingRecipe recipe, TrainingStep step, IBatchSource source, RandomStream random)
    {
        // A training step moves running statistics; they are put back.
        IReadOnlyList<NamedTensor> before = step.Export();
        FiniteWeights.Check(before, phase, 0, recipe.LearningRate.At(0));
        using TensorScope scope = TensorScope.Begin();
        int[] first = [.. Enumerable.Range(0, Math.Min(recipe.BatchSize, source.Count))];
        double value = step.Look(source.Augmented(first, Augmentation.None, random), random).Total.Item();
        step.Import(before);
        if (!double.IsFinite(value))
            throw new TrainingFailedException($"The loss of the {phase} is {value} at the first images. Check the model and the images.");
        throw new DryRunEndedException($"The {phase} would be trained now: {source.Describe(recipe.Epochs, recipe.BatchSize)}.");
    }
}
