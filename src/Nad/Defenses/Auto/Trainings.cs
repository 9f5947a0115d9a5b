using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Every training of auto: which ladder is climbed with which recipe, phase and outputs.</summary>
/// <param name="options">As they are used with these images.</param>
/// <param name="given">The model that is erased; stays as it is.</param>
/// <param name="judge">Says which training is good enough.</param>
/// <param name="run">Seed, device, progress, cancellation.</param>
/// <param name="guard">Refuses a teacher that has forgotten its task.</param>
internal sealed class Trainings(AutoOptions options, Classifier given, Judge judge, RunContext run, CollapseGuard guard)
{
    private const double Third = 1 / 3.0;

    private readonly ITrainable tuned = (ITrainable)options.Tuned.Make();
    private readonly Soup soup = new(judge);

    /// <summary>Whether the defense that is tuned needs a teacher.</summary>
    public bool IsTaught => tuned.IsTaught;

    /// <summary>
    /// A teacher, finetuned at the first rate that the hold-out bears, and the factor on the student's rate that goes with it.
    /// </summary>
    /// <exception cref="TrainingFailedException">No rate gave a usable model.</exception>
    public (Trial Teacher, double Scale) Teacher()
    {
        OutputDistillation? outputs = options.Outputs is { } kept ? kept with { Weight = kept.Weight * options.TeacherOutputs } : null;
        (Trial teacher, double scale) = new RateLadder(options, judge)
            .Choose(TeacherRungs(), recipe => FineTuning.Tune(given, judge.Clean, recipe, Watched, "teacher", outputs), "teacher");
        return (Checked(teacher, "teacher"), scale);
    }

    /// <summary>A model of a defense without a teacher, at the first rate that the hold-out bears.</summary>
    /// <exception cref="TrainingFailedException">No rate gave a usable model.</exception>
    public (Trial Model, double Scale) AtFirstRate()
    {
        RateRung[] rungs = [new(options.Recipe, 1, null), .. Gentler(options.Recipe)];
        return new RateLadder(options, judge).Choose(rungs, recipe => Train(recipe, "student", Watched), "student");
    }

    /// <summary>The mean of that model and of others that are trained alike.</summary>
    public (Trial Mean, AutoStep? Step, double Scale) Averaged(Trial first, double scale) =>
        (soup.Mean(first, options.Students, phase => Train(At(options.Recipe, scale), phase, Watched)).Trial, null, scale);

    /// <summary>
    /// The student of the strongest step that the hold-out accepts. A teacher may just bear a rate that no student bears, or at which
    /// chance decides where students end: then a third of it is tried.
    /// </summary>
    /// <returns>The student, its step, and the factor on its rate.</returns>
    /// <exception cref="NadException">Not even the gentlest step gave a usable model.</exception>
    public (Trial Student, AutoStep? Step, double Scale) Strongest(Trial teacher, double scale)
    {
        List<string> notes = [];
        (Trial Student, AutoStep? Step, double Scale)? unstable = null;
        for (; ; scale *= Third)
        {
            TrainingRecipe recipe = At(options.Recipe, scale);
            bool isLast = notes.Count == options.GentlerRates;
            try
            {
                StepLadder ladder = new(options, judge);
                (Trial student, AutoStep step) = ladder.Choose(
                    options.Tuned is NadOptions { Teacher: TeacherSource.Finetuned } ? teacher.Accuracy : double.NaN,
                    step => Train(recipe, "student", Watched, teacher.Model, step),
                    (step, first) => soup.Mean(first, options.Students, phase => Train(recipe, phase, Watched, teacher.Model, step)));
                unstable?.Student.Dispose();
                if (!ladder.IsUnstable || isLast)
                {
                    return (student.With(student.Trained with { Warnings = [.. notes, .. student.Warnings] }), step, scale);
                }

                unstable = (student, step, scale);
                notes.Add(Journal.Unstable(recipe.LearningRate.Peak));
            }
            catch (TrainingFailedException) when (unstable is not null)
            {
                return unstable.Value;
            }
            catch (TrainingFailedException e) when (!isLast)
            {
                notes.Add(Journal.NoStudent(recipe.LearningRate.Peak, e));
            }
            catch
            {
                unstable?.Student.Dispose();
                throw;
            }
        }
    }

    private RunContext Watched => HopeGuard.Watched(run, given.ClassCount);

    private Trial Train(TrainingRecipe recipe, string phase, RunContext context, Classifier? teacher = null, AutoStep? step = null) =>
        tuned.Train(new TrainingTask(given, judge.Clean, recipe, context, phase)
        {
            Teacher = teacher,
            Beta = step?.Betas ?? [],
            Outputs = options.Outputs is { } kept ? kept with { Weight = kept.Weight * (step?.Outputs ?? 1) } : null,
        });

    // Three times the student's rate, then the student's, then a third of that.
    private RateRung[] TeacherRungs()
    {
        TrainingRecipe teacher = options.TeacherRecipe,
            slow = teacher with { LearningRate = options.Recipe.LearningRate.Over(teacher.Epochs) };
        RateRung first = new(teacher, 1, null);
        return Math.Round(teacher.LearningRate.Peak, 12) > slow.LearningRate.Peak
            ? [first, new(slow, 1, options.MinGain), .. Gentler(slow)]
            : [first, .. Gentler(slow)];
    }

    private IEnumerable<RateRung> Gentler(TrainingRecipe recipe) =>
        Enumerable.Range(1, options.GentlerRates).Select(i => Math.Pow(Third, i)).Select(f => new RateRung(At(recipe, f), f, null));

    private static TrainingRecipe At(TrainingRecipe recipe, double scale) =>
        recipe with { LearningRate = recipe.LearningRate.Scaled(scale) };

    private Trial Checked(Trial trial, string what)
    {
        try
        {
            guard.CheckAccuracy(trial.Accuracy, what);
            return trial;
        }
        catch
        {
            trial.Dispose();
            throw;
        }
    }
}
