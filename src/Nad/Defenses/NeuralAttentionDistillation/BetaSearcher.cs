using System.Collections.Immutable;
using System.Globalization;
using Nad.Evaluation;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Finds the largest β whose student the hold-out accepts. Teacher, images and random streams are shared.</summary>
/// <param name="search">What is tried and accepted.</param>
/// <param name="distil">Trains a student with that β at every tap.</param>
internal sealed class BetaSearcher(BetaSearch search, Func<ImmutableArray<double>, Distilled> distil)
{
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
        List<Candidate> tried = [];
        List<(double Beta, Distilled Student)> students = [];
        try
        {
            string? failure = search.FromLargest ? Lower(ref byTeacher, accepted, tried, students) : Raise(byTeacher, accepted, tried, students);
            (double first, Distilled gentlest) = students.MinBy(s => s.Beta);
            double smallest = gentlest.Accuracy, least = Least(byTeacher, smallest, accepted);
            (double beta, Distilled kept) = students.Where(s => s.Student.Accuracy >= least).DefaultIfEmpty((Beta: first, Student: gentlest)).MaxBy(s => s.Beta);

            string measure = byTeacher is not null
                ? string.Create(CultureInfo.InvariantCulture, $"{search.TeacherErrors:0.#} standard error{(search.TeacherErrors == 1 ? "" : "s")} of {heldOut} images below the finetuned teacher's {teacher * 100:0.0} %, because that one already loses more than {search.MaxDrop * 100:0.#} points against the given model's {before * 100:0.0} %")
                : smallest < accepted
                ? string.Create(CultureInfo.InvariantCulture, $"{search.RelativeDrop * 100:0.#} points below the smallest beta, because that one already loses more than {search.MaxDrop * 100:0.#} points against the given model's {before * 100:0.0} %")
                : string.Create(CultureInfo.InvariantCulture, $"{search.MaxDrop * 100:0.#} points below the given model's {before * 100:0.0} %");
            string stop = failure
                ?? (students.Where(s => s.Beta > beta).OrderBy(s => s.Beta).FirstOrDefault() is { Student: { } next, Beta: var larger }
                    ? string.Create(CultureInfo.InvariantCulture, $"{larger} leaves {next.Accuracy * 100:0.0} %")
                    : "it is the largest that was tried");
            string reason = kept.Accuracy < least
                ? string.Create(CultureInfo.InvariantCulture, $"Beta {beta}{Factor(beta)} was chosen: it is the smallest, and no student has {least * 100:0.0} % on the hold-out ({measure}); {beta} leaves {kept.Accuracy * 100:0.0} %.")
                : string.Create(CultureInfo.InvariantCulture,
                $"Beta {beta}{Factor(beta)} was chosen: it is the largest whose hold-out accuracy, {kept.Accuracy * 100:0.0} %, is not below {least * 100:0.0} % ({measure}); {stop}.");
            IEnumerable<EpochRecord> rejected = students.Where(s => s.Student != kept).SelectMany(s => Rejected(s.Student, s.Beta));
            return kept.With([.. rejected, .. kept.Epochs], [new Selection("beta", beta, reason, tried), .. kept.Selections], kept.Warnings);
        }
        finally
        {
            // What was handed on is no longer theirs.
            foreach ((_, Distilled student) in students) student.Dispose();
        }
    }

    // Hold-out accuracy below what the teacher asks for that no chance explains: our choice, docs/decisions/0012.
    private const double Ruined = 0.1;

    // Against a model that knows the held-out images by heart no student can win; then the teacher is the measure, or the smallest β.
    private double Least(double? byTeacher, double smallest, double accepted) => byTeacher ?? (smallest < accepted ? smallest - search.RelativeDrop : accepted);

    // As the paper has it: until the accuracy falls too far.
    private string? Raise(double? byTeacher, double accepted, List<Candidate> tried, List<(double Beta, Distilled Student)> students)
    {
        foreach (double beta in search.Grid)
        {
            if (Try(beta, mayFail: students.Count > 0, tried, students) is { } failure) return failure;
            if (students[^1].Student.Accuracy < Least(byTeacher, students[0].Student.Accuracy, accepted)) break;
        }

        return null;
    }

    private string? Lower(ref double? byTeacher, double accepted, List<Candidate> tried, List<(double Beta, Distilled Student)> students)
    {
        string? failure = null;
        foreach (double beta in search.Grid.Reverse())
        {
            failure = Try(beta, mayFail: beta > search.Grid[0], tried, students) ?? failure;
            double accuracy = students.Count > 0 ? students[^1].Student.Accuracy : double.NaN;
            if (accuracy >= (byTeacher ?? accepted)) break;
            // What a β ruins would be ruined by its rate too: such a model does not only look bad beside one that knows the held-out images, and the teacher is no measure for it.
            if (accuracy < byTeacher - Ruined) byTeacher = null;
        }

        return failure;
    }

    // A β too large for the learning rate is no reason to lose what smaller ones gave.
    private string? Try(double beta, bool mayFail, List<Candidate> tried, List<(double Beta, Distilled Student)> students)
    {
        try
        {
            Distilled student = distil([beta]);
            students.Add((beta, student));
            tried.Add(new Candidate(beta, student.Accuracy, student.Seconds));
            return null;
        }
        catch (TrainingFailedException e) when (mayFail)
        {
            tried.Add(new Candidate(beta, double.NaN));
            return $"with {Text(beta)} the training failed ({e.Message})";
        }
    }

    private static IEnumerable<EpochRecord> Rejected(Distilled student, double beta) => student.Epochs.Select(e => e with { Phase = $"{e.Phase}, beta {Text(beta)}", Rejected = true });

    private string Factor(double beta) => search.OutputFactors.IsEmpty
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", with the given model's outputs at {search.OutputFactors[search.Grid.IndexOf(beta)]:0.##} of their weight,");

    private static string Text(double beta) => beta.ToString(CultureInfo.InvariantCulture);
}
