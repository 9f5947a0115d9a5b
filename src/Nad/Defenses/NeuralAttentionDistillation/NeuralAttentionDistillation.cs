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

    internal NadOptions Options => options;

    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public DefenseResult Erase(Classifier backdoored, CleanData clean, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(backdoored);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(run);
        options.Validate(backdoored.TapNames);
        if (options.MirrorHoldOut && options.Student.Augmentation.Flip && clean is { MirrorIsSafe: true, HoldOut: { } images }) return Mirrored.Erase(backdoored, clean with { HoldOut = images.Mirrored() }, run);
        CollapseGuard guard = new(backdoored, clean, options.CollapseLimit, run);

        Stopwatch clock = Stopwatch.StartNew();
        using TrainedModels made = new Teachers(options, givenTeacher).Make(backdoored, clean, run, guard);
        double teacherSeconds = clock.Elapsed.TotalSeconds;

        List<Distilled> rounds = [];
        try
        {
            rounds.Add(First(made, backdoored, clean, run, guard));
            guard.CheckAccuracy(rounds[0].Accuracy, "student");

            // Iterated: what a round gave teaches the next one (appendix G).
            for (int i = 2; i <= options.Iterations; i++)
            {
                Classifier teacher = rounds[^1].Student;
                rounds.Add(Distil(made.Recipe, options.Iterate == IterationStart.Restart ? made.Student : teacher, teacher, backdoored, options.Beta, options.Outputs, clean, run, $"student-{i}"));
                guard.CheckAccuracy(rounds[^1].Accuracy, $"student of round {i}");
            }

            Distilled last = rounds[^1];
            Classifier finalTeacher = rounds.Count > 1 ? rounds[^2].Release() : made.ReleaseTeacher();
            return new DefenseResult(last.Release(), finalTeacher, [.. made.Epochs, .. rounds.SelectMany(r => r.Epochs)], teacherSeconds, clock.Elapsed.TotalSeconds - teacherSeconds)
            {
                Selections = [.. made.Selections, .. rounds.SelectMany(r => r.Selections)],
                Warnings = [.. NoHoldOut(clean), .. made.Warnings, .. rounds.SelectMany(r => r.Warnings), .. GradientShares.Warnings(last.Epochs, options)],
            };
        }
        finally
        {
            foreach (Distilled round in rounds) round.Dispose();
        }
    }

    // With the hold-out mirrored, a gain of the teacher is what it seems.
    private NeuralAttentionDistillation Mirrored => new(options with { MirrorHoldOut = false, TeacherMinGain = 0 }, givenTeacher);

    // The student of the given β or of the one that the hold-out chooses, or the mean of several alike; moved a little back towards the given model, where that is asked for.
    private Distilled First(TrainedModels made, Classifier backdoored, CleanData clean, RunContext run, CollapseGuard guard)
    {
        Distilled student = options.Search is { } search && clean.HoldOut is not null
            ? new BetaSearcher(search, b => Student(b, "student"), (b, one) => Several(one, [b])).Choose(guard.Before, made.TeacherAccuracy, clean.HoldOut.Count)
            : Several(Student(options.Beta, "student"), options.Beta);
        return new GivenShare(clean, run).Of(student, backdoored, options.GivenShare);

        Distilled Several(Distilled one, ImmutableArray<double> beta) =>
            options.Students > 1 ? new StudentAverage(clean, run).Of(one, options.Students, phase => Student(beta, phase)) : one;

        Distilled Student(ImmutableArray<double> beta, string phase) =>
            Distil(made.Recipe, made.Student, made.Teacher, backdoored, beta, options.Search is null || clean.HoldOut is null ? options.Outputs : options.Search.OutputsAt(beta[0], options.Outputs), clean, run, phase);
    }

    // One student: a copy of the start, trained on the loss below.
    private Distilled Distil(TrainingRecipe recipe, Classifier start, Classifier teacher, Classifier given, ImmutableArray<double> beta, OutputDistillation? outputs, CleanData clean, RunContext run, string phase)
    {
        Stopwatch clock = Stopwatch.StartNew();
        NeuralAttentionDistillation method = new(options with { Beta = beta, Outputs = outputs, Search = null, Students = 1, GivenShare = 0 });
        Classifier student = start.Clone();
        try
        {
            method.CheckTaps(student, teacher, clean, run);
            GradientShares shares = new(method, teacher, clean, run, given);
            TrainedModel trained = Train.Run(student, clean, recipe, run, phase, batch => method.Loss(student, teacher, batch, given), shares.Measure);
            return new Distilled(student, trained.Epochs, trained, clock.Elapsed.TotalSeconds);
        }
        catch
        {
            student.Dispose();
            throw;
        }
    }

    // L = L_CE(s(x), y) + Σ_l β_l · D(A(s_l), A(t_l))                                            (equation 3)
    // and, where the outputs of the given model g are to be kept, + λ·T²·KL(g(x) ‖ s(x)).
    internal StepLoss Loss(Classifier student, Classifier teacher, Batch batch, Classifier? given = null)
    {
        ImmutableArray<double> beta = options.BetaFor(student.TapNames);
        if (beta.All(b => b == 0)) return FineTuning.Loss(student, given, batch, options.Outputs);
        Activations s = student.Forward(batch.Images, Mode.Training, Form);
        Tensor crossEntropy = Functional.CrossEntropy(s.Logits, batch.Labels);

        Tensor[] t = TeacherAttention(teacher, batch);
        Tensor total = crossEntropy;
        Tensor[] distances = new Tensor[t.Length];
        for (int l = 0; l < t.Length; l++)
        {
            distances[l] = AttentionMap.Distance(Attention(s.Groups[l]), t[l], options.Loss);
            if (beta[l] != 0) total += beta[l] * distances[l];
        }

        Tensor? outputs = options.Outputs?.Distance(s.Logits, given!, batch);
        return new StepLoss(outputs is null ? total : total + outputs, crossEntropy, distances) { Outputs = outputs };
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

    private IEnumerable<string> NoHoldOut(CleanData clean)
    {
        if (clean.HoldOut is not null) yield break;
        if (options.Search is not null) yield return $"There are too few clean images to hold any out, so beta could not be chosen; it stayed at {string.Join(", ", options.Beta)}.";
        if (options.Students > 1) yield return $"There are too few clean images to hold any out, so one student was trained instead of {options.Students} to be averaged.";
        if (options.GivenShare > 0) yield return "There are too few clean images to hold any out, so the student was not moved towards the given model.";
    }

    private void CheckTaps(Classifier student, Classifier teacher, CleanData clean, RunContext run)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Tensor images = new BatchAssembler(clean.Training, run.Device).InOrder(0, Math.Min(8, clean.Training.Count)).Images;
        TapGuard.Check(student.Groups(images, Mode.Inference), teacher.Groups(images, Mode.Inference), student.TapNames, options);
    }
}
