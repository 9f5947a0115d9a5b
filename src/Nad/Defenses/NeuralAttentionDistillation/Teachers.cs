using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Makes the teacher, and the model that the student starts from: the combinations of figure 4 and the architectures of table 2.
/// </summary>
/// <param name="options">Settings.</param>
/// <param name="givenTeacher">For <see cref="TeacherSource.Given"/>.</param>
internal sealed class Teachers(NadOptions options, Classifier? givenTeacher)
{
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="NadException">There is no teacher to be given, or its training failed.</exception>
    public Trial Teacher(Classifier backdoored, CleanData clean, RunContext run, CollapseGuard guard) =>
        options.Teacher == TeacherSource.Finetuned
            ? Finetuned(backdoored, clean, run, guard, "teacher", "teacher")
            : Other(backdoored, clean, run);

    /// <summary>A teacher that is not the finetuned model.</summary>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="NadException">There is no teacher to be given, or its training failed.</exception>
    public Trial Other(Classifier backdoored, CleanData clean, RunContext run) => options.Teacher switch
    {
        TeacherSource.Given => Trial.Untrained(givenTeacher ?? throw new NadException("A teacher is to be given, but none was.")),
        TeacherSource.Backdoored => Trial.Untrained(backdoored),
        _ => FromScratch(backdoored, clean, run),
    };

    /// <summary>What the student starts from; only read.</summary>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="TrainingFailedException">Its training failed.</exception>
    public Trial Start(Classifier backdoored, Trial teacher, CleanData clean, RunContext run, CollapseGuard guard) =>
        options.StudentStart == StudentSource.Backdoored ? Trial.Untrained(backdoored)
        // A finetuned teacher and a finetuned start are the same model.
        : options.Teacher == TeacherSource.Finetuned ? Trial.Untrained(teacher.Model)
        : Finetuned(backdoored, clean, run, guard, "start", "finetuned student");

    private Trial Finetuned(Classifier backdoored, CleanData clean, RunContext run, CollapseGuard guard, string phase, string name)
    {
        Trial tuned = FineTuning.Tune(backdoored, clean, options.TeacherRecipe, run, phase);
        try
        {
            guard.CheckAccuracy(tuned.Accuracy, name);
            return tuned;
        }
        catch
        {
            tuned.Dispose();
            throw;
        }
    }

    private Trial FromScratch(Classifier backdoored, CleanData clean, RunContext run)
    {
        using Classifier untrained = options.TeacherArchitecture is { } name
            ? Architectures.Design(name, backdoored.ClassCount, clean.Training.Height, backdoored.Device)
            : backdoored.Clone();
        untrained.Precision = backdoored.Precision;
        untrained.Fit(clean.Training.Height, clean.Training.Width);
        untrained.Initialise(run.Random("teacher/weights"));
        return FineTuning.Tune(untrained, clean, options.TeacherRecipe, run, "teacher");
    }
}
