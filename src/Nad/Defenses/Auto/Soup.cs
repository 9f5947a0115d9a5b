// Wortsman et al., "Model soups: averaging weights of multiple fine-tuned models improves accuracy without increasing inference time", ICML
// 2022;
// "Robust fine-tuning of zero-shot models", CVPR 2022.
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Means of weights. Students that start from one model and have one teacher end close enough for their mean to be a model too; what each
/// learnt by chance it has less of. Without a
/// hold-out, which says whether a mean is a model, nothing is mixed.
/// </summary>
/// <param name="judge">Measures the means.</param>
internal sealed class Soup(Judge judge)
{
    /// <summary>
    /// Trains other students and averages. The first stays as it is if the mean is worse than every student by more than the hold-out's
    /// standard error.
    /// </summary>
    /// <param name="first">The student that was chosen; disposed if the mean takes its place.</param>
    /// <param name="count">All students, ≥ 1.</param>
    /// <param name="train">Trains one as the first was trained, with the random streams of the name that it gets.</param>
    public Settled Mean(Trial first, int count, Func<string, Trial> train)
    {
        if (count == 1 || !judge.CanChoose) return new Settled(first, null);
        List<Trial> all = [first];
        List<string> warnings = [.. first.Warnings];
        string? failure = null;
        Classifier? mean = null;
        try
        {
            for (int i = 1; i < count; i++)
            {
                try
                {
                    all.Add(train(Phase(i)));
                    warnings.AddRange(all[^1].Warnings);
                }
                catch (TrainingFailedException e)
                {
                    failure = Journal.AnotherFailed;
                    warnings.Add(Journal.LeftOut(e));
                }
            }

            if (all.Count == 1) return new Settled(first.With(first.Trained with { Warnings = warnings }), failure);
            mean = first.Model.Clone();
            WeightMean.Set(mean, [.. all.Select(s => (s.Model, 1.0 / all.Count))]);
            double accuracy = judge.Accuracy(mean), worst = all.Min(s => s.Accuracy);
            // A mean of models that lie too far apart is no model at all; less than the hold-out can tell is no reason to refuse one.
            double least = judge.AsGoodAs(worst);
            bool kept = accuracy >= least;
            Candidate[] tried = [new(1, first.Accuracy, first.Seconds), new(all.Count, accuracy, all.Skip(1).Sum(s => s.Seconds))];
            TrainedModel history = new(
                [.. first.Epochs, .. all.Skip(1).SelectMany(s => s.Epochs).Select(e => kept ? e : e with { Rejected = true })],
                kept ? accuracy : first.Accuracy,
                [.. first.Selections, .. all.Skip(1).SelectMany(s => s.Selections), Journal.Averaged(kept, accuracy, least, worst, tried)],
                warnings);
            if (!kept) return new Settled(first.With(history), failure ?? Journal.TooFarApart(all.Select(s => s.Accuracy), accuracy));
            Trial average = new(mean, history, all.Sum(s => s.Seconds));
            mean = null;
            return new Settled(average, failure);
        }
        finally
        {
            mean?.Dispose();
            foreach (Trial student in all) student.Dispose();             // what was handed on is no longer theirs
        }
    }

    /// <summary>Name of the training of a student.</summary>
    /// <param name="number">From 0.</param>
    internal static string Phase(int number) => number == 0 ? "student" : $"student-{(char)('a' + number)}";

    /// <summary>w ← (1 − a)·w + a·w_given, unless the hold-out puts that more than its standard error below the student.</summary>
    /// <param name="student">Disposed if another model takes its place.</param>
    /// <param name="given">The given model; stays as it is.</param>
    /// <param name="share">a, 0–1; with 0 the student stays as it is.</param>
    public Trial Towards(Trial student, Classifier given, double share)
    {
        if (share == 0 || !judge.CanChoose) return student;
        Classifier? between = student.Model.Clone();
        try
        {
            WeightMean.Set(between, (student.Model, 1 - share), (given, share));
            double accuracy = judge.Accuracy(between), least = judge.AsGoodAs(student.Accuracy);
            bool kept = accuracy >= least;
            TrainedModel history = student.Trained with
            {
                Selections = [.. student.Selections, Journal.MovedBack(kept, share, accuracy, least, student.Accuracy)]
            };
            if (!kept) return student.With(history);
            Trial moved = new(between, history with { Accuracy = accuracy }, student.Seconds);
            between = null;
            student.Dispose();
            return moved;
        }
        finally
        {
            between?.Dispose();
        }
    }
}

/// <summary>A student that is to be handed on.</summary>
/// <param name="Trial">The student, or the mean of several.</param>
/// <param name="Unstable">What shows that chance decides where students of its settings end, as part of a sentence; null if nothing
/// does.</param>
internal sealed record Settled(Trial Trial, string? Unstable);
