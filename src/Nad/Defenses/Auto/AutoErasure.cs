using System.Diagnostics;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// A policy around a defense that trains: it chooses rate, strength and epoch by clean images held out, averages two students, and moves
/// the mean a little back towards the given
/// model. NAD is what it tunes unless it is told otherwise.
/// </summary>
/// <param name="options">The defense that is tuned, and the numbers.</param>
/// <param name="givenTeacher">The teacher for <see cref="TeacherSource.Given"/>; stays owned by the caller.</param>
public sealed class AutoErasure(AutoOptions options, Classifier? givenTeacher = null) : IDefense
{
    /// <summary>
    /// Raised when the same settings, images and seed give another model than before; stored experiments are then run again.
    /// </summary>
    public const int Version = 1;

    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public DefenseResult Erase(Classifier backdoored, CleanData clean, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(backdoored);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(run);
        options.Validate();
        if (options.Tuned is NadOptions tuned)
        {
            foreach (AutoStep s in options.Steps) (tuned with { Beta = s.Betas }).Validate(backdoored.TapNames);
        }

        AutoOptions o = (AutoOptions)options.For(clean);
        Judge judge = Judge.Of(backdoored, clean, o, run);
        CollapseGuard guard = new(judge.Given, judge.Clean, o.CollapseLimit);
        Trainings trainings = new(o, backdoored, judge, run, guard);
        Stopwatch clock = Stopwatch.StartNew();

        // The first rate that the hold-out bears: of the teacher, or of the model itself if the defense has no teacher.
        (Trial first, double scale) = trainings.IsTaught ? Teacher(trainings, judge, backdoored, run, o) : trainings.AtFirstRate();
        using Trial teacherOrFirst = first;
        double teacherSeconds = trainings.IsTaught ? clock.Elapsed.TotalSeconds : 0;

        // The strongest student that the hold-out accepts, as the mean of several that saw the images in other orders.
        (Trial strongest, AutoStep? step, double studentScale) =
            trainings.IsTaught ? trainings.Strongest(first, scale) : trainings.Averaged(first, scale);
        using Trial mean = strongest;

        // A little of the way back: near the student the loss is flatter.
        using Trial student = new Soup(judge).Towards(mean, backdoored, o.GivenShare);
        guard.CheckAccuracy(student.Accuracy, trainings.IsTaught ? "student" : "trained model");

        Trial[] all = trainings.IsTaught ? [first, student] : [student];
        AutoOptions used = o with { Recipe = o.Recipe with { LearningRate = o.Recipe.LearningRate.Scaled(studentScale) }, Chosen = step };
        Classifier? teacher = trainings.IsTaught ? first.Release() : null;
        double seconds = clock.Elapsed.TotalSeconds - teacherSeconds;
        return new DefenseResult(student.Release(), teacher, [.. all.SelectMany(t => t.Epochs)], teacherSeconds, seconds)
        {
            Selections = [.. all.SelectMany(t => t.Selections)],
            Warnings =
            [
                .. judge.CanChoose ? [] : Journal.Unchosen(o),
                .. all.SelectMany(t => t.Warnings),
                .. used.Distillation is { } nad ? GradientShares.Warnings(student.Epochs, nad) : [],
            ],
            Used = used,
        };
    }

    private (Trial Teacher, double Scale) Teacher(Trainings trainings, Judge judge, Classifier backdoored, RunContext run, AutoOptions o)
    {
        NadOptions nad = (NadOptions)o.Tuned;
        if (nad.Teacher == TeacherSource.Finetuned) return trainings.Teacher();
        return (new Teachers(nad with { TeacherRecipe = o.TeacherRecipe }, givenTeacher).Other(backdoored, judge.Clean, run), 1);
    }
}
