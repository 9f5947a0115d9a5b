// Wortsman et al., "Model soups: averaging weights of multiple fine-tuned models improves accuracy without increasing inference time", ICML 2022.
using System.Globalization;
using Nad.Evaluation;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// The mean of the weights of students that saw the same images in other orders and with other changes. They start from one model and have one teacher, so that they end close enough
/// for their mean to be a model too; what each of them learnt by chance it has less of.
/// </summary>
/// <param name="clean">Its hold-out says whether the mean is a model; without one the first student stays alone.</param>
/// <param name="run">Device.</param>
internal sealed class StudentAverage(CleanData clean, RunContext run)
{
    /// <summary>
    /// Trains the other students and averages. The first one stays where the mean is worse than every student by more than the hold-out's standard error.
    /// Then, and where another one fails, the student is <see cref="Distilled.Unstable"/>.
    /// </summary>
    /// <param name="first">The student that was chosen; disposed where another model takes its place.</param>
    /// <param name="students">All students, ≥ 2.</param>
    /// <param name="distil">Trains one as the first was trained, with the random streams of the name that it gets.</param>
    public Distilled Of(Distilled first, int students, Func<string, Distilled> distil)
    {
        if (clean.HoldOut is null) return first;
        List<Distilled> all = [first];
        List<string> warnings = [.. first.Warnings];
        string? failure = null;
        Classifier? mean = null;
        try
        {
            for (int i = 1; i < students; i++)
            {
                try
                {
                    all.Add(distil($"student-{(char)('a' + i)}"));
                    warnings.AddRange(all[^1].Warnings);
                }
                catch (TrainingFailedException e)
                {
                    failure = "another of its students failed";
                    warnings.Add($"Another student, to be averaged with the first, failed and is left out: {e.Message}");
                }
            }

            if (all.Count == 1) return first.With(first.Epochs, first.Selections, warnings, failure);
            mean = first.Student.Clone();
            WeightMean.Set(mean, [.. all.Select(s => (s.Student, 1.0 / all.Count))]);
            double accuracy = new Evaluator(run.Device).Accuracy(mean, clean.HoldOut).Value, worst = all.Min(s => s.Accuracy);
            // A mean of models that lie too far apart is no model at all; less than the hold-out can tell is no reason to refuse one.
            double least = Rate.AtLeast(worst, clean.HoldOut.Count);
            bool kept = accuracy >= least;
            string? unstable = failure ?? (kept ? null : string.Create(CultureInfo.InvariantCulture, $"its {all.Count} students lie too far apart to be averaged ({string.Join(", ", all.Select(s => $"{s.Accuracy * 100:0.0}"))} % on the hold-out, their mean {accuracy * 100:0.0} %)"));
            Selection choice = new("students averaged", kept ? all.Count : 1, Reason(kept, accuracy, least, worst, all.Count), [new(1, first.Accuracy, first.Seconds), new(all.Count, accuracy, all.Skip(1).Sum(s => s.Seconds))]);
            IEnumerable<EpochRecord> others = all.Skip(1).SelectMany(s => s.Epochs).Select(e => kept ? e : e with { Rejected = true });
            IReadOnlyList<EpochRecord> epochs = [.. first.Epochs, .. others];
            IReadOnlyList<Selection> selections = [.. first.Selections, .. all.Skip(1).SelectMany(s => s.Selections), choice];
            if (!kept) return first.With(epochs, selections, warnings, unstable);
            Distilled average = new(mean, epochs, new TrainedModel(epochs, accuracy, selections, warnings), all.Sum(s => s.Seconds)) { Unstable = unstable };
            mean = null;
            return average;
        }
        finally
        {
            mean?.Dispose();
            foreach (Distilled student in all) student.Dispose();         // what was handed on is no longer theirs
        }
    }

    private static string Reason(bool kept, double accuracy, double least, double worst, int count) => kept
        ? string.Create(CultureInfo.InvariantCulture, $"The weights of {count} students, trained with the images in other orders, were averaged: {accuracy * 100:0.0} % on the hold-out, not below {least * 100:0.0} % (a standard error below the {worst * 100:0.0} % of the worst of them).")
        : string.Create(CultureInfo.InvariantCulture, $"The first student was kept as it is: the mean of the weights of {count} students has {accuracy * 100:0.0} % on the hold-out, below {least * 100:0.0} % (a standard error below the {worst * 100:0.0} % of the worst of them).");
}
