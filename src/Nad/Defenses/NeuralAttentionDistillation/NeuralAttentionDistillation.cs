// Li, Lyu, Koren, Lyu, Li and Ma, "Neural Attention Distillation: Erasing Backdoor Triggers from Deep Neural Networks", ICLR 2021.
using System.Diagnostics;
using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// NAD: (1) a teacher is finetuned from the backdoored network on clean images; (2) the backdoored network itself, the student, is
/// finetuned on the same images while its attention at every tap is pulled towards the teacher's.
/// </summary>
/// <param name="options">Settings.</param>
/// <param name="givenTeacher">The teacher for <see cref="TeacherSource.Given"/>; stays owned by the caller.</param>
public sealed class NeuralAttentionDistillation(NadOptions options, Classifier? givenTeacher = null) : IDefense, ITrainable
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
        options.Validate(backdoored.TapNames);
        CollapseGuard guard = new(backdoored, clean, options.CollapseLimit, run);
        Stopwatch clock = Stopwatch.StartNew();

        // Section 3.1: the teacher is the backdoored network, finetuned on the clean images.
        Teachers teachers = new(options, givenTeacher);
        using Trial teacher = teachers.Teacher(backdoored, clean, run, guard);
        using Trial start = teachers.Start(backdoored, teacher, clean, run, guard);
        double teacherSeconds = clock.Elapsed.TotalSeconds;

        List<Trial> rounds = [];
        try
        {
            // Section 3.2: the student is the backdoored network; finetuned on the same images, it takes on the teacher's attention.
            // Appendix G: iterated, what one round gave teaches the next.
            for (int i = 1; i <= options.Iterations; i++)
            {
                Classifier taughtBy = i == 1 ? teacher.Model : rounds[^1].Model;
                Classifier student = i == 1 || options.Iterate == IterationStart.Restart ? start.Model : taughtBy;
                rounds.Add(Distil(student, taughtBy, clean, options.Student, run, i == 1 ? "student" : $"student-{i}"));
                guard.CheckAccuracy(rounds[^1].Accuracy, i == 1 ? "student" : $"student of round {i}");
            }

            Trial[] all = [teacher, start, .. rounds];
            Classifier finalTeacher = (rounds.Count > 1 ? rounds[^2] : teacher).Release();
            return new DefenseResult(
                rounds[^1].Release(),
                finalTeacher,
                [.. all.SelectMany(t => t.Epochs)],
                teacherSeconds,
                clock.Elapsed.TotalSeconds - teacherSeconds)
            {
                Selections = [.. all.SelectMany(t => t.Selections)],
                Warnings = [.. all.SelectMany(t => t.Warnings), .. GradientShares.Warnings(rounds[^1].Epochs, options)],
            };
        }
        finally
        {
            foreach (Trial round in rounds) round.Dispose();
        }
    }

    /// <summary>Equation 3 on one batch.</summary>
    internal StepLoss Loss(Classifier student, Classifier teacher, Batch batch) => new NadLoss(options).Of(student, teacher, batch);

    bool ITrainable.IsTaught => true;

    Trial ITrainable.Train(TrainingTask task) => new NeuralAttentionDistillation(options with { Beta = task.Beta })
        .Distil(task.Given, task.Teacher!, task.Clean, task.Recipe, task.Run, task.Phase, task.Held);

    // One student: a copy of its start, trained on the loss; and on what else a policy adds to it.
    private Trial Distil(
        Classifier start, Classifier teacher, CleanData clean, TrainingRecipe recipe, RunContext run, string phase,
        Func<StepLoss, Batch, StepLoss>? more = null)
    {
        CheckTaps(start, teacher, clean, run);
        GradientShares shares = new(LossOf, options, clean, run);
        return Train.Copy(start, clean, recipe, run, phase, LossOf, shares.Measure);

        StepLoss LossOf(Classifier student, Batch batch) =>
            more is null ? Loss(student, teacher, batch) : more(Loss(student, teacher, batch), batch);
    }

    private void CheckTaps(Classifier student, Classifier teacher, CleanData clean, RunContext run)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Tensor images = new BatchAssembler(clean.Training, run.Device).InOrder(0, Math.Min(8, clean.Training.Count)).Images;
        TapGuard.Check(student.Groups(images, Mode.Inference), teacher.Groups(images, Mode.Inference), student.TapNames, options);
    }
}
