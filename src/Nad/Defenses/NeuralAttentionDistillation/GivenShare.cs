// Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022.
using System.Globalization;
using Nad.Evaluation;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Moves a student's weights a little back towards those of the given model that it started from. Near the student both lie in one valley of the loss, whose middle is flatter than what training ends in;
/// how far one may go before the backdoor comes back is measured in docs/decisions/0017-given-share.md.
/// </summary>
/// <param name="clean">Its hold-out says whether what lies between is a model; without one the student stays as it is.</param>
/// <param name="run">Device.</param>
internal sealed class GivenShare(CleanData clean, RunContext run)
{
    /// <summary>w ← (1 − a)·w + a·w_given, unless the hold-out puts that more than its standard error below the student.</summary>
    /// <param name="student">Disposed where another model takes its place.</param>
    /// <param name="given">The given model; stays as it is.</param>
    /// <param name="share">a, 0–1; with 0 the student stays as it is.</param>
    public Distilled Of(Distilled student, Classifier given, double share)
    {
        if (share == 0 || clean.HoldOut is null) return student;
        Classifier? between = student.Student.Clone();
        try
        {
            WeightMean.Set(between, (student.Student, 1 - share), (given, share));
            double accuracy = new Evaluator(run.Device).Accuracy(between, clean.HoldOut).Value, least = Rate.AtLeast(student.Accuracy, clean.HoldOut.Count);
            bool kept = accuracy >= least;
            string measured = string.Create(CultureInfo.InvariantCulture, $"{accuracy * 100:0.0} % on the hold-out, {(kept ? "not below" : "below")} {least * 100:0.0} % (a standard error below the student's {student.Accuracy * 100:0.0} %)");
            string reason = kept
                ? string.Create(CultureInfo.InvariantCulture, $"The student's weights were moved by {share * 100:0.#} % of the way towards the given model's: {measured}.")
                : string.Create(CultureInfo.InvariantCulture, $"The student's weights stay as they are: moved by {share * 100:0.#} % of the way towards the given model's they have {measured}.");
            IReadOnlyList<Selection> selections = [.. student.Selections, new("share of the given model", kept ? share : 0, reason, [new(0, student.Accuracy), new(share, accuracy)])];
            if (!kept) return student.With(student.Epochs, selections, student.Warnings);
            Distilled moved = new(between, student.Epochs, new TrainedModel(student.Epochs, accuracy, selections, student.Warnings), student.Seconds);
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
