using System.Collections.Immutable;
using System.Globalization;
using Nad.Evaluation;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Finds the largest β whose student the hold-out accepts. Teacher, images and random streams are shared. For one search.</summary>
/// <param name="search">What is tried and accepted.</param>
/// <param name="distil">Trains a student with that β at every tap.</param>
/// <param name="settle">
/// Makes of the student of the β that was chosen the one that is handed on, and says whether that β is <see cref="Distilled.Unstable"/>: then a smaller one is chosen. Null: the student stays as it is.
/// </param>
internal sealed class BetaSearcher(BetaSearch search, Func<ImmutableArray<double>, Distilled> distil, Func<double, Distilled, Distilled>? settle = null)
{
    private readonly List<Candidate> tried = [];
    private readonly List<(double Beta, Distilled Student)> students = [], givenUp = [];
    private string? failure;

    /// <param name="before">Accuracy of the given model on the hold-out, 0–1; NaN without a hold-out.</param>
    /// <param name="teacher">Accuracy of a finetuned teacher there, 0–1; NaN for any other.</param>
    /// <param name="heldOut">Images of the hold-out.</param>
    /// <returns>The student that was kept, with the history of all of them.</returns>
    /// <exception cref="NadException">There is no hold-out to choose by, or not even the smallest β gave a usable model.</exception>
    public Distilled Choose(double before, double teacher = double.NaN, int heldOut = 0)
    {
        if (double.IsNaN(before)) throw new NadException("Beta is chosen by clean images held out, but there are too few images to hold any out. Give more clean images, or a beta.");
        double accepted = before - search.MaxDrop;
        double? byTeacher = search.TeacherErrors is { } errors && teacher < accepted ? Rate.AtLeast(teacher, heldOut, errors) : null;
        try
        {
            if (!search.FromLargest) Raise(byTeacher, accepted);
            while (true)
            {
                if (search.FromLargest) Lower(ref byTeacher, accepted);
                if (students.Count == 0) return HandOn(givenUp[^1], "it is the smallest that did not fail");
                (double first, Distilled gentlest) = students.MinBy(s => s.Beta);
                double smallest = gentlest.Accuracy, least = Least(byTeacher, smallest, accepted);
                (double beta, Distilled student) = students.Where(s => s.Student.Accuracy >= least).DefaultIfEmpty((Beta: first, Student: gentlest)).MaxBy(s => s.Beta);

                double alone = student.Accuracy;
                Distilled settled = settle?.Invoke(beta, student) ?? student;
                students.Remove((beta, student));
                if (settled.Unstable is not null && beta > search.Grid[0])
                {
                    givenUp.Add((beta, settled));
                    byTeacher = null;                                   // as for a β that ruins its student
                    continue;
                }

                string measure = byTeacher is not null
                    ? string.Create(CultureInfo.InvariantCulture, $"{search.TeacherErrors:0.#} standard error{(search.TeacherErrors == 1 ? "" : "s")} of {heldOut} images below the finetuned teacher's {teacher * 100:0.0} %, because that one already loses more than {search.MaxDrop * 100:0.#} points against the given model's {before * 100:0.0} %")
                    : smallest < accepted
                    ? string.Create(CultureInfo.InvariantCulture, $"{search.RelativeDrop * 100:0.#} points below the smallest beta, because that one already loses more than {search.MaxDrop * 100:0.#} points against the given model's {before * 100:0.0} %")
                    : string.Create(CultureInfo.InvariantCulture, $"{search.MaxDrop * 100:0.#} points below the given model's {before * 100:0.0} %");
                return HandOn((beta, settled), alone < least
                    ? string.Create(CultureInfo.InvariantCulture, $"it is the smallest, and no student has {least * 100:0.0} % on the hold-out ({measure}); {beta} leaves {alone * 100:0.0} %")
                    : string.Create(CultureInfo.InvariantCulture, $"it is the largest whose hold-out accuracy, {alone * 100:0.0} %, is not below {least * 100:0.0} % ({measure}); {NextLarger(beta)}"));
            }
        }
        finally
        {
            // What was handed on is no longer theirs.
            foreach ((_, Distilled student) in students.Concat(givenUp)) student.Dispose();
        }
    }

    // Hold-out accuracy below what the teacher asks for that no chance explains: our choice, docs/decisions/0012.
    private const double Ruined = 0.1;

    // Against a model that knows the held-out images by heart no student can win; then the teacher is the measure, or the smallest β.
    private double Least(double? byTeacher, double smallest, double accepted) => byTeacher ?? (smallest < accepted ? smallest - search.RelativeDrop : accepted);

    // As the paper has it: until the accuracy falls too far.
    private void Raise(double? byTeacher, double accepted)
    {
        foreach (double beta in search.Grid)
        {
            if (!Try(beta, mayFail: students.Count > 0)) return;
            if (students[^1].Student.Accuracy < Least(byTeacher, students[0].Student.Accuracy, accepted)) return;
        }
    }

    // From the largest that was not tried yet, until one is accepted.
    private void Lower(ref double? byTeacher, double accepted)
    {
        foreach (double beta in search.Grid.Reverse().Skip(tried.Count))
        {
            Try(beta, mayFail: beta > search.Grid[0] || givenUp.Count > 0);
            double accuracy = students.Count > 0 ? students[^1].Student.Accuracy : double.NaN;
            if (accuracy >= (byTeacher ?? accepted)) return;
            // What a β ruins would be ruined by its rate too: such a model does not only look bad beside one that knows the held-out images, and the teacher is no measure for it.
            if (accuracy < byTeacher - Ruined) byTeacher = null;
        }
    }

    // A β too large for the learning rate is no reason to lose what smaller ones gave.
    private bool Try(double beta, bool mayFail)
    {
        try
        {
            Distilled student = distil([beta]);
            students.Add((beta, student));
            tried.Add(new Candidate(beta, student.Accuracy, student.Seconds));
            return true;
        }
        catch (TrainingFailedException e) when (mayFail)
        {
            tried.Add(new Candidate(beta, double.NaN));
            failure = $"with {Text(beta)} the training failed ({e.Message})";
            return false;
        }
    }

    private Distilled HandOn((double Beta, Distilled Student) kept, string why)
    {
        (double beta, Distilled student) = kept;
        IEnumerable<EpochRecord> rejected = students.Concat(givenUp).Where(s => s.Student != student).SelectMany(s => s.Student.Epochs.Select(e => e.AsRejected($"beta {Text(s.Beta)}")));
        string reason = $"Beta {Text(beta)}{Factor(beta)} was chosen: {why}.";
        return student.With([.. rejected, .. student.Epochs], [new Selection("beta", beta, reason, tried), .. student.Selections], student.Warnings);
    }

    private string NextLarger(double beta) =>
        givenUp.Count > 0
        ? string.Join("; ", givenUp.Select(g => $"{Text(g.Beta)} was given up, because {g.Student.Unstable}"))
        : failure
        ?? (students.Where(s => s.Beta > beta).OrderBy(s => s.Beta).FirstOrDefault() is { Student: { } next, Beta: var larger }
            ? string.Create(CultureInfo.InvariantCulture, $"{larger} leaves {next.Accuracy * 100:0.0} %")
            : "it is the largest that was tried");

    private string Factor(double beta) => search.OutputFactors.IsEmpty
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", with the given model's outputs at {search.OutputFactors[search.Grid.IndexOf(beta)]:0.##} of their weight,");

    private static string Text(double beta) => beta.ToString(CultureInfo.InvariantCulture);
}
