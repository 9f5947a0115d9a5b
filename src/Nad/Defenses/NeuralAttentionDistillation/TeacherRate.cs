using System.Globalization;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Trains a teacher at its own rate and, where the hold-out says that this may have been too much for the model, once more at the student's; the second is kept where it is clearly better. How much a rate does
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

        Classifier? fast = null;
        TrainedModel? trained = null;
        string failure;
        try
        {
            (fast, trained) = train(options.TeacherRecipe);
            // Without a hold-out nothing can be compared: NaN is never below.
            if (!(trained.Accuracy < before - allowed)) return (fast, trained);
            failure = string.Create(CultureInfo.InvariantCulture, $"left {trained.Accuracy * 100:0.0} % on the hold-out, more than {allowed * 100:0.#} points below the given model's {before * 100:0.0} %");
        }
        catch (TrainingFailedException e)
        {
            failure = $"failed ({e.Message})";
        }

        try
        {
            (Classifier slow, TrainedModel again) = train(options.TeacherRecipe with { LearningRate = options.Student.LearningRate.Over(options.TeacherRecipe.Epochs) });
            Candidate[] tried = [new(first, trained?.Accuracy ?? double.NaN), new(second, again.Accuracy)];
            if (fast is null || again.Accuracy >= trained!.Accuracy + options.TeacherMinGain)
            {
                fast?.Dispose();
                Selection slower = new($"rate of the {phase}", second, string.Create(CultureInfo.InvariantCulture, $"The {phase} was trained at the student's rate, {second}: a rate of {first} {failure}."), tried);
                return (slow, Both(again, slower, trained, first));
            }

            slow.Dispose();
            Selection faster = new($"rate of the {phase}", first, string.Create(CultureInfo.InvariantCulture, $"The {phase} keeps its rate of {first}: it {failure}, but at the student's rate, {second}, it has {again.Accuracy * 100:0.0} %, {(options.TeacherMinGain > 0 ? $"not {options.TeacherMinGain * 100:0.#} points" : "no")} more."), tried);
            return (fast, Both(trained, faster, again, second));
        }
        catch (TrainingFailedException e) when (fast is not null)
        {
            // The first may have lost much, but it is there.
            Selection only = new($"rate of the {phase}", first, string.Create(CultureInfo.InvariantCulture, $"The {phase} keeps its rate of {first}: it {failure}, but at the student's rate, {second}, its training failed ({e.Message})."), [new(first, trained!.Accuracy), new(second, double.NaN)]);
            return (fast, Both(trained, only, null, second));
        }
        catch
        {
            fast?.Dispose();
            throw;
        }

        TrainedModel Both(TrainedModel kept, Selection selection, TrainedModel? left, double rate) => kept with
        {
            Epochs = [.. (left?.Epochs ?? []).Select(e => e.AsRejected(string.Create(CultureInfo.InvariantCulture, $"rate {rate}"))), .. kept.Epochs],
            Selections = [selection, .. kept.Selections],
        };
    }
}
