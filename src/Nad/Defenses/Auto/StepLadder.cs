using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Finds the strongest step whose student the hold-out accepts. Teacher, images and random streams are shared. For one search.
/// </summary>
/// <remarks>
/// [P] Li et al., ICLR 2021, section 4.3, raises β until the validation accuracy falls below what is accepted; attack success falls with β.
/// [P] prints neither steps nor threshold. Here
/// the largest is tried first: the same choice wherever a larger β costs more accuracy, with fewer trainings.
/// </remarks>
/// <param name="options">Steps, and what is accepted.</param>
/// <param name="judge">Knows the given model's accuracy.</param>
internal sealed class StepLadder(AutoOptions options, Judge judge)
{
    private readonly List<Candidate> tried = [];
    private readonly List<(AutoStep Step, Trial Student)> students = [];
    private readonly List<(AutoStep Step, Trial Student, string Why)> givenUp = [];
    private string? failure;

    /// <summary>Whether chance decided at every step where students end: a lower rate is called for.</summary>
    public bool IsUnstable { get; private set; }

    /// <summary>Climbs down.</summary>
    /// <param name="teacher">Accuracy of a teacher that was finetuned here, 0–1; NaN for any other.</param>
    /// <param name="train">Trains the student of a step.</param>
    /// <param name="settle">Makes of it the one that is handed on, and says if chance decides where students of this step end: then a
    /// gentler one is chosen.</param>
    /// <returns>The student that was kept, owned by the caller, with the history of all, and its step.</returns>
    /// <exception cref="NadException">Not even the gentlest step gave a usable model.</exception>
    public (Trial Student, AutoStep Step) Choose(double teacher, Func<AutoStep, Trial> train, Func<AutoStep, Trial, Settled> settle)
    {
        AutoStep gentlest = options.Steps[^1];
        // Nothing to choose from, or nothing to choose by.
        if (options.Steps.Length == 1 || !judge.CanChoose) return (settle(gentlest, train(gentlest)).Trial, gentlest);

        Measure measure = new(options, judge, teacher);
        try
        {
            while (true)
            {
                Lower(measure, train);
                IsUnstable = students.Count == 0;
                if (IsUnstable) return HandOn(givenUp[^1].Step, givenUp[^1].Student, Journal.OnlyOneLeft);
                double smallest = students[^1].Student.Accuracy, least = measure.Least(smallest);
                (AutoStep step, Trial student) = students.Where(s => s.Student.Accuracy >= least).DefaultIfEmpty(students[^1]).First();

                double alone = student.Accuracy;
                students.Remove((step, student));
                Settled settled = settle(step, student);
                if (settled.Unstable is { } why && step != gentlest)
                {
                    givenUp.Add((step, settled.Trial, why));
                    measure.ForgetTeacher();                            // as for a β that ruins its student
                    continue;
                }

                string words = measure.Words(smallest);
                return HandOn(
                    step,
                    settled.Trial,
                    alone < least ? Journal.NoneAccepted(alone, least, words) : Journal.Accepted(alone, least, words, NextStronger(step)));
            }
        }
        finally
        {
            // What was handed on is no longer theirs.
            foreach (Trial student in students.Select(s => s.Student).Concat(givenUp.Select(g => g.Student))) student.Dispose();
        }
    }

    // From the strongest that was not tried yet, until one is accepted.
    private void Lower(Measure measure, Func<AutoStep, Trial> train)
    {
        foreach (AutoStep step in options.Steps.Skip(tried.Count))
        {
            Try(step, train);
            double accuracy = students.Count > 0 ? students[^1].Student.Accuracy : double.NaN;
            if (measure.Accepts(accuracy)) return;
            // What a β ruins would be ruined by its rate too: such a model does not only look bad beside one that knows the held-out
            // images.
            if (measure.IsRuined(accuracy)) measure.ForgetTeacher();
        }
    }

    // A β too large for the learning rate is no reason to lose what smaller ones gave.
    private void Try(AutoStep step, Func<AutoStep, Trial> train)
    {
        try
        {
            Trial student = train(step);
            students.Add((step, student));
            tried.Add(new Candidate(step.Beta, student.Accuracy, student.Seconds));
        }
        catch (TrainingFailedException e) when (step != options.Steps[^1] || givenUp.Count > 0)
        {
            tried.Add(new Candidate(step.Beta, double.NaN));
            failure = Journal.Failed(step, e);
        }
    }

    private (Trial Student, AutoStep Step) HandOn(AutoStep step, Trial student, string why)
    {
        IEnumerable<EpochRecord> rejected = students.Concat(givenUp.Select(g => (g.Step, g.Student))).Where(s => s.Student != student)
            .SelectMany(s => s.Student.Epochs.Select(e => e.AsRejected(Journal.Beta(s.Step))));
        TrainedModel history = student.Trained with
        {
            Epochs = [.. rejected, .. student.Epochs],
            Selections = [Journal.BetaOf(step, why, tried), .. student.Selections],
        };
        return (student.With(history), step);
    }

    private string NextStronger(AutoStep step) =>
        givenUp.Count > 0 ? string.Join("; ", givenUp.Select(g => Journal.GivenUp(g.Step, g.Why)))
            : failure is not null ? failure
            : students.LastOrDefault(s => s.Step.Beta > step.Beta) is { Student: { } next, Step: var stronger }
            ? Journal.Left(stronger, next.Accuracy)
            : Journal.StrongestTried;
}
