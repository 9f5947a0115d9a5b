// Li, Lyu, Koren, Lyu, Li and Ma, "Neural Attention Distillation: Erasing Backdoor Triggers from Deep Neural Networks", ICLR 2021.
using System.Collections.Immutable;
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
public sealed class NeuralAttentionDistillation(NadOptions options, Classifier? givenTeacher = null) : IDefense
{
    /// <summary>Raised when the same settings, images and seed give another model than before; stored experiments are then run again.</summary>
    public const int Version = 1;

    /// <inheritdoc/>
    public string Name => "nad";

    /// <inheritdoc/>
    public DefenseResult Erase(Classifier backdoored, CleanData clean, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(backdoored);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(run);
        options.Validate(backdoored.TapNames.Count);
        CollapseGuard guard = new(backdoored, clean, options.CollapseLimit, run);

        Stopwatch clock = Stopwatch.StartNew();
        (Classifier teacher, IReadOnlyList<EpochRecord> teacherEpochs) = Teacher(backdoored, clean, run, guard);
        double teacherSeconds = clock.Elapsed.TotalSeconds;
        Classifier student = backdoored.Clone();
        try
        {
            CheckTaps(student, teacher, clean, run);
            IReadOnlyList<EpochRecord> epochs = new Trainer(options.Student, run, "student").Run(student, clean, batch => Loss(student, teacher, batch));
            guard.Check(epochs[^1], "student");
            return new DefenseResult(student, teacher, [.. teacherEpochs, .. epochs], teacherSeconds, clock.Elapsed.TotalSeconds - teacherSeconds);
        }
        catch
        {
            student.Dispose();
            teacher.Dispose();
            throw;
        }
    }

    // L = L_CE(s(x), y) + Σ_l β_l · D(A(s_l), A(t_l))                                            (equation 3)
    internal StepLoss Loss(Classifier student, Classifier teacher, Batch batch)
    {
        ImmutableArray<double> beta = options.BetaFor(student.TapNames.Count);
        if (beta.All(b => b == 0)) return SupervisedLoss.Of(student, batch);
        Activations s = student.Forward(batch.Images, Mode.Training, Form);
        Tensor crossEntropy = Functional.CrossEntropy(s.Logits, batch.Labels);

        Tensor[] t = TeacherAttention(teacher, batch);
        Tensor total = crossEntropy;
        Tensor[] distances = new Tensor[t.Length];
        for (int l = 0; l < t.Length; l++)
        {
            distances[l] = AttentionMap.Distance(Attention(s.Groups[l]), t[l], options.Loss);
            total += beta[l] * distances[l];
        }

        return new StepLoss(total, crossEntropy, distances);
    }

    // The teacher is frozen: running statistics, and no gradient flows into it.
    private Tensor[] TeacherAttention(Classifier teacher, Batch batch)
    {
        using Autograd.NoGradScope off = Autograd.NoGrad();
        return [.. teacher.Groups(batch.Images, Mode.Inference, Form).Select(Attention)];
    }

    // The paper's own attention, Σ_c F_c², is summed where the features lie; other operators need the features themselves.
    private TapForm Form => options is { Power: 2, Attention: AttentionOperator.Sum } ? TapForm.Squares : TapForm.Features;

    // A(F), flattened and of length 1                                                          (equations 1 and 2)
    private Tensor Attention(Tensor tap) =>
        Form == TapForm.Squares ? AttentionMap.Normalised(tap) : AttentionMap.Of(tap, options.Power, options.Attention);

    private (Classifier Teacher, IReadOnlyList<EpochRecord> Epochs) Teacher(Classifier backdoored, CleanData clean, RunContext run, CollapseGuard guard)
    {
        switch (options.Teacher)
        {
            case TeacherSource.Given:
                return ((givenTeacher ?? throw new NadException("A teacher is to be given, but none was.")).Clone(), []);
            case TeacherSource.Scratch:
                using (Classifier untrained = backdoored.Clone())
                {
                    untrained.Initialise(run.Random("teacher/weights"));
                    return FineTuning.Tune(untrained, clean, options.TeacherRecipe, run, "teacher");
                }

            default:
                (Classifier teacher, IReadOnlyList<EpochRecord> epochs) = FineTuning.Tune(backdoored, clean, options.TeacherRecipe, run, "teacher");
                try
                {
                    guard.Check(epochs[^1], "teacher");
                    return (teacher, epochs);
                }
                catch
                {
                    teacher.Dispose();
                    throw;
                }

        }
    }

    private void CheckTaps(Classifier student, Classifier teacher, CleanData clean, RunContext run)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Tensor images = new BatchAssembler(clean.Training, run.Device).InOrder(0, Math.Min(8, clean.Training.Count)).Images;
        TapGuard.Check(student.Groups(images, Mode.Inference), teacher.Groups(images, Mode.Inference), student.TapNames, options);
    }
}
