using System.Globalization;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Where even the student's rate costs a teacher more than it may lose, a third of it is tried, then a third of that: a model that was trained for long with much weight decay has small weights, which a usual rate
/// throws away in an epoch. What fits the teacher is the student's rate too.
/// </summary>
/// <param name="options">How often, and how much the teacher may lose.</param>
/// <param name="before">Accuracy of the given model on the hold-out, 0–1; NaN without a hold-out, and then nothing is tried.</param>
internal sealed class GentlerRate(NadOptions options, double before)
{
    private const double Third = 1 / 3.0;

    /// <param name="usual">Makes the teacher as it is made for other models.</param>
    /// <param name="train">Trains a copy of the given model.</param>
    /// <param name="phase">Name of the training.</param>
    /// <returns>The first teacher that loses no more than it may, or else the best; and the factor on the student's rate that goes with it.</returns>
    /// <exception cref="TrainingFailedException">No rate gave a usable model.</exception>
    public (Classifier Model, TrainedModel Trained, double Factor) Choose(
        Func<(Classifier Model, TrainedModel Trained)> usual, Func<TrainingRecipe, (Classifier Model, TrainedModel Trained)> train, string phase)
    {
        Attempt best = Try(usual, 1);
        try
        {
            for (int i = 0; i < options.GentlerRates && (best.Failure is not null || best.Trained!.Accuracy < before - options.TeacherMaxDrop); i++)
            {
                double factor = Math.Pow(Third, i + 1);
                TrainingRecipe recipe = options.TeacherRecipe with { LearningRate = options.Student.LearningRate.Over(options.TeacherRecipe.Epochs).Scaled(factor) };
                best = Better(best, Try(() => train(recipe), factor), phase);
            }
        }
        catch
        {
            best.Model?.Dispose();
            throw;
        }

        return best.Failure is null ? (best.Model!, best.Trained!, best.Factor) : throw best.Failure;
    }

    private static Attempt Try(Func<(Classifier Model, TrainedModel Trained)> train, double factor)
    {
        try
        {
            (Classifier model, TrainedModel trained) = train();
            return new Attempt(model, trained, factor, null);
        }
        catch (TrainingFailedException e)
        {
            return new Attempt(null, null, factor, e);
        }
    }

    private Attempt Better(Attempt old, Attempt gentler, string phase)
    {
        if (gentler.Failure is not null) return old;
        bool better = old.Failure is not null || gentler.Trained!.Accuracy > old.Trained!.Accuracy;
        (Attempt kept, Attempt left) = better ? (gentler, old) : (old, gentler);
        left.Model?.Dispose();
        string limit = string.Create(CultureInfo.InvariantCulture, $"more than {options.TeacherMaxDrop * 100:0.#} points below the given model's {before * 100:0.0} %");
        string reason = better
            ? $"A rate of {Rate(gentler)} was taken for teacher and student: at {Name(old)} the {phase} {(old.Failure is { } f ? $"failed ({f.Message})" : $"had {Percent(old)} on the hold-out, {limit}")}; at this one it has {Percent(gentler)}."
            : $"A rate of {Rate(gentler)} was tried too, because the {phase} has {Percent(old)} on the hold-out, {limit}; it left {Percent(gentler)}.";
        Selection choice = new("rate", Value(kept), reason, [new(Value(old), old.Trained?.Accuracy ?? double.NaN), new(Value(gentler), gentler.Trained!.Accuracy)]);
        IEnumerable<EpochRecord> rejected = (left.Trained?.Epochs ?? []).Select(e => e.Rejected ? e : e.AsRejected(Name(left)));
        IEnumerable<Selection> earlier = better ? old.Trained?.Selections.Where(s => s.What.StartsWith("rate", StringComparison.Ordinal)) ?? [] : old.Trained!.Selections;
        return kept with
        {
            Trained = kept.Trained! with { Epochs = [.. rejected, .. kept.Trained.Epochs], Selections = [.. earlier, choice, .. better ? gentler.Trained.Selections : []] },
        };
    }

    private double Value(Attempt a) => Math.Round(options.Student.LearningRate.Peak * a.Factor, 6);

    private string Rate(Attempt a) => Value(a).ToString("0.####", CultureInfo.InvariantCulture);

    // The usual rate may be that of the teacher alone.
    private string Name(Attempt a) => a.Factor == 1 ? "the usual rate" : $"a rate of {Rate(a)}";

    private static string Percent(Attempt a) => string.Create(CultureInfo.InvariantCulture, $"{a.Trained!.Accuracy * 100:0.0} %");

    private sealed record Attempt(Classifier? Model, TrainedModel? Trained, double Factor, TrainingFailedException? Failure);
}
