namespace Nad.Training;

/// <summary>A training that a run expects to have, so that the time left can be told for the whole run.</summary>
/// <param name="Phase">Its name in <see cref="TrainingProgress.Phase"/>.</param>
/// <param name="Epochs">Passes over the images.</param>
/// <param name="StepsPerEpoch">Steps of each.</param>
/// <param name="Cost">Time of a step in that of a step of finetuning.</param>
public sealed record PlannedTraining(string Phase, int Epochs, int StepsPerEpoch, double Cost = 1)
{
    /// <summary>
    /// Cost of a step of distillation: the teacher also looks at the batch. 109 ms against 61 ms of a WRN-16-1 with batches of 64, by
    /// the table of docs/speed.md.
    /// </summary>
    public const double Distilled = 1.8;

    /// <summary>All steps, in those of finetuning.</summary>
    public double Work => (double)Epochs * StepsPerEpoch * Cost;

    /// <summary>The training of a recipe.</summary>
    /// <param name="phase">Its name.</param>
    /// <param name="recipe">Its recipe.</param>
    /// <param name="images">Images of an epoch.</param>
    /// <param name="cost">Time of a step in that of a step of finetuning.</param>
    public static PlannedTraining Of(string phase, TrainingRecipe recipe, int images, double cost = 1)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return new PlannedTraining(phase, recipe.Epochs, recipe.Steps(images), cost);
    }
}
