namespace Nad.Training;

/// <summary>Not an error: a run that was only to check everything has come to its first training step, and all was well.</summary>
/// <param name="phase">Name of the training that would begin now.</param>
/// <param name="recipe">How it would train.</param>
/// <param name="images">Images that it would train on.</param>
public sealed class DryRunEndedException(string phase, TrainingRecipe recipe, int images) : Exception($"The {phase} would be trained now.")
{
    /// <summary>Name of the training that would begin now.</summary>
    public string Phase { get; } = phase;

    /// <summary>How it would train.</summary>
    public TrainingRecipe Recipe { get; } = recipe;

    /// <summary>Images that it would train on.</summary>
    public int Images { get; } = images;
}
