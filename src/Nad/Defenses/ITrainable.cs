using Nad.Data;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>A defense that trains a copy of the given model, so that a policy can decide how: see <see cref="AutoErasure"/>.</summary>
internal interface ITrainable
{
    /// <summary>Whether it needs a teacher, and has a strength that can be chosen.</summary>
    bool IsTaught { get; }

    /// <summary>One training.</summary>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="TrainingFailedException">It gave no usable model.</exception>
    Trial Train(TrainingTask task);
}

/// <summary>What is trained, on what and how.</summary>
/// <param name="Given">The model that a copy of is trained; stays as it is.</param>
/// <param name="Clean">Images.</param>
/// <param name="Recipe">How.</param>
/// <param name="Run">Seed, device, progress, cancellation.</param>
/// <param name="Phase">Name of the training, and of its random streams.</param>
internal sealed record TrainingTask(Classifier Given, CleanData Clean, TrainingRecipe Recipe, RunContext Run, string Phase)
{
    /// <summary>For a defense that is taught.</summary>
    public Classifier? Teacher { get; init; }

    /// <summary>How strongly the teacher pulls at each tap, or at all taps; for a defense that is taught.</summary>
    public System.Collections.Immutable.ImmutableArray<double> Beta { get; init; } = [];

    /// <summary>What holds the model to the given one; null for nothing.</summary>
    public OutputDistillation? Outputs { get; init; }

    /// <summary>The loss, held to the given model's outputs if that is asked for.</summary>
    /// <param name="loss">Of the defense.</param>
    /// <param name="batch">The images that it is of.</param>
    public StepLoss Held(StepLoss loss, Batch batch) => Outputs is null ? loss : Outputs.AddTo(loss, Given, batch);
}
