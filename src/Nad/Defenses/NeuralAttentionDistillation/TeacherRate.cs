using System.Globalization;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Trains a teacher at its own rate and, where the hold-out says that this was too much for the model, once more at the student's. How much a rate does
/// depends on the size of the weights, which depends on how the given model was trained: the same 0.3 that cost one model 2 points cost another 35.
/// </summary>
/// <param name="options">The two recipes, and how much the teacher may lose.</param>
/// <param name="before">Accuracy of the given model on the hold-out, 0–1; NaN without a hold-out, and then the first teacher is kept.</param>
internal sealed class TeacherRate(NadOptions options, double before)
{
    /// <param name="train">Trains a copy of the given model.</param>
    /// <param name="phase">Name of the training.</param>
    /// <exception cref="TrainingFailedException">No rate that may be tried gave a usable model.</exception>
    public (Classifier Model, TrainedModel Trained) Choose(Func<TrainingRecipe, (Classifier Model, TrainedModel Trained)> train, string phase)
    {
        double first = Math.Round(options.TeacherRecipe.LearningRate.Peak, 12), second = options.Student.LearningRate.Peak;
        if (options.TeacherMaxDrop is not { } allowed || first <= second) return train(options.TeacherRecipe);

        Candidate tried;
        EpochRecord[] epochs = [];
        string failure;
        try
        {
            (Classifier model, TrainedModel trained) = train(options.TeacherRecipe);
            // Without a hold-out nothing can be compared: NaN is never below.
            if (!(trained.Accuracy < before - allowed)) return (model, trained);
            model.Dispose();
            tried = new Candidate(first, trained.Accuracy);
            epochs = [.. trained.Epochs.Select(e => e with { Phase = string.Create(CultureInfo.InvariantCulture, $"{phase}, rate {first}"), Rejected = true })];
            failure = string.Create(CultureInfo.InvariantCulture, $"left {trained.Accuracy * 100:0.0} % on the hold-out, more than {allowed * 100:0.#} points below the given model's {before * 100:0.0} %");
        }
        catch (TrainingFailedException e)
        {
            tried = new Candidate(first, double.NaN);
            failure = $"failed ({e.Message})";
        }

        (Classifier kept, TrainedModel again) = train(options.TeacherRecipe with { LearningRate = options.Student.LearningRate.Over(options.TeacherRecipe.Epochs) });
        Selection selection = new($"rate of the {phase}", second, string.Create(CultureInfo.InvariantCulture, $"The {phase} was trained at the student's rate, {second}: a rate of {first} {failure}."), [tried, new(second, again.Accuracy)]);
        return (kept, again with { Epochs = [.. epochs, .. again.Epochs], Selections = [selection, .. again.Selections] });
    }
}
