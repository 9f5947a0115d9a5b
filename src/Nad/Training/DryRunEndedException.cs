namespace Nad.Training;

/// <summary>Not an error: a run that was only to check everything has come to its first work, and all was well.</summary>
/// <param name="next">What would come now, as a sentence.</param>
public sealed class DryRunEndedException(string next) : Exception(next)
{
    /// <summary>A training would begin.</summary>
    /// <param name="phase">Its name.</param>
    /// <param name="recipe">How it would train.</param>
    /// <param name="images">Images that it would train on.</param>
    public DryRunEndedException(string phase, TrainingRecipe recipe, int images) : this(Text(phase, recipe, images))
    {
    }

    private static string Text(string phase, TrainingRecipe recipe, int images)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"The {phase} would be trained now: {recipe.Epochs} epochs of {images} images, {recipe.BatchSize} at a time.");
    }
}
