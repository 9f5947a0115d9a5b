using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Makes the teacher, and the model that the student starts from: the combinations of figure 4 and the architectures of table 2.</summary>
/// <param name="options">Settings.</param>
/// <param name="givenTeacher">For <see cref="TeacherSource.Given"/>.</param>
internal sealed class Teachers(NadOptions options, Classifier? givenTeacher)
{
    /// <exception cref="NadException">There is no teacher to be given, or its training failed.</exception>
    public TrainedModels Make(Classifier backdoored, CleanData clean, RunContext run, CollapseGuard guard)
    {
        List<TrainedModel> trainings = [];
        TrainingRecipe recipe = options.Student;
        Classifier? teacher = null;
        try
        {
            teacher = options.Teacher switch
            {
                TeacherSource.Given => (givenTeacher ?? throw new NadException("A teacher is to be given, but none was.")).Clone(),
                TeacherSource.Backdoored => backdoored.Clone(),
                TeacherSource.Scratch => FromScratch(),
                _ => Finetuned("teacher"),
            };
            // With a finetuned teacher, the student that is to be finetuned too is the same model.
            Classifier student = options.StudentStart == StudentSource.Backdoored ? backdoored.Clone()
                : options.Teacher == TeacherSource.Finetuned ? teacher.Clone()
                : Finetuned("start");
            return new TrainedModels(teacher, student)
            {
                TeacherAccuracy = options.Teacher == TeacherSource.Finetuned ? trainings[0].Accuracy : double.NaN,
                Recipe = recipe,
                Epochs = [.. trainings.SelectMany(t => t.Epochs)],
                Selections = [.. trainings.SelectMany(t => t.Selections)],
                Warnings = [.. trainings.SelectMany(t => t.Warnings)],
            };
        }
        catch
        {
            teacher?.Dispose();
            throw;
        }

        Classifier Finetuned(string phase)
        {
            OutputDistillation? outputs = options.Outputs is { } kept ? kept with { Weight = kept.Weight * options.TeacherOutputFactor } : null;
            (Classifier Model, TrainedModel Trained) Tune(TrainingRecipe r) => FineTuning.Tune(backdoored, clean, r, run, phase, outputs);
            (Classifier model, TrainedModel trained, double factor) = new GentlerRate(options, guard.Before).Choose(() => new TeacherRate(options, guard.Before).Choose(Tune, phase), Tune, phase);
            trainings.Add(trained);
            if (phase == "teacher") recipe = options.Student with { LearningRate = options.Student.LearningRate.Scaled(factor) };
            try
            {
                guard.CheckAccuracy(trained.Accuracy, phase == "teacher" ? "teacher" : "finetuned student");
                return model;
            }
            catch
            {
                model.Dispose();
                throw;
            }
        }

        Classifier FromScratch()
        {
            using Classifier untrained = options.TeacherArchitecture is { } shape
                ? new WideResNet(shape.Depth, shape.Widen, backdoored.ClassCount, backdoored.Device) { Precision = backdoored.Precision }
                : backdoored.Clone();
            untrained.Initialise(run.Random("teacher/weights"));
            (Classifier model, TrainedModel trained) = FineTuning.Tune(untrained, clean, options.TeacherRecipe, run, "teacher");
            trainings.Add(trained);
            return model;
        }
    }
}
