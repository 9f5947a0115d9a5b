using System.Collections.Immutable;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of Neural Attention Distillation.</summary>
/// <remarks>[P] Li et al., ICLR 2021. [C] the authors' code, bboylyg/NAD@f17b713, config.py. Defaults are [P] where [P] states a
/// value.</remarks>
public sealed record NadOptions : DefenseOptions
{
    /// <summary>As the paper describes it.</summary>
    public static NadOptions Paper { get; } = new();

    /// <summary>As the authors' code runs it: 20 epochs, 0.1 for two epochs and then 0.01, Cutout 3.</summary>
    public static NadOptions AuthorsCode { get; } =
        new() { Student = TrainingRecipe.AuthorsCode, TeacherRecipe = TrainingRecipe.AuthorsCode };

    /// <summary>Every setting but the teacher and the recipes, declared once.</summary>
    public static IReadOnlyList<Setting<NadOptions>> Settings { get; } =
    [
        new Setting<NadOptions, StudentSource>(
            nameof(StudentStart), "student", "What the student starts from",
            ValueKind.Choice(("given", StudentSource.Backdoored), ("finetuned", StudentSource.Finetuned)),
            o => o.StudentStart, (o, v) => o with { StudentStart = v })
        {
            Option = "--student", Placeholder = "NAME", Note = "what it starts from",
            Source = "[P]; figure 4 has both",
        },
        new Setting<NadOptions, ImmutableArray<double>>(
            nameof(Beta), "beta", "Weight of the attention distance, for all taps or at each", ValueKind.Weights,
            o => o.Beta, (o, v) => o with { Beta = v })
        {
            Option = "--beta", Placeholder = "B", Note = "weight of the attention distance per tap",
            Source = "[C]; 1 is our choice", Details = "with --loss l2 the command line takes 1 unless it is given",
        },
        new Setting<NadOptions, ImmutableArray<string>>(
            nameof(Taps), "taps", "Taps at which attention is compared", ValueKind.Names, o => o.Taps, (o, v) => o with { Taps = v })
        {
            Option = "--taps",
            Placeholder = "LIST",
            Source = "[P] all",
            Details = "numbers count from 1; --beta then has one value, one for each of these, or one for each tap of the model",
        },
        new Setting<NadOptions, double>(
            nameof(Power), "power", "Exponent p of the attention map",
            ValueKind.Positive, o => o.Power, (o, v) => o with { Power = v })
        {
            Option = "--power", Placeholder = "P", Note = "p of |F|^p",
            Source = "[P]",
        },
        new Setting<NadOptions, AttentionOperator>(
            nameof(Attention), "attention", "How channels are gathered",
            ValueKind.Choice(
                ("sum", AttentionOperator.Sum),
                ("mean", AttentionOperator.Mean),
                ("max", AttentionOperator.Max),
                ("activation", AttentionOperator.Activation)),
            o => o.Attention, (o, v) => o with { Attention = v })
        {
            Option = "--attention", Placeholder = "NAME",
            Source = "[P]; max is of Zagoruyko and Komodakis", Details = "activation: no map, the activations themselves",
        },
        new Setting<NadOptions, DistanceForm>(
            nameof(Loss), "loss", "Form of the distance between maps",
            ValueKind.Word(("mse", DistanceForm.Mse), ("l2", DistanceForm.L2)), o => o.Loss, (o, v) => o with { Loss = v })
        {
            Option = "--loss", Placeholder = "NAME",
            Source = "[C]; [P] prints l2",
        },
        new Setting<NadOptions, int>(
            nameof(Iterations), "iterations", "Rounds, each taught by what the one before gave",
            ValueKind.Whole(1, 100), o => o.Iterations, (o, v) => o with { Iterations = v })
        {
            Option = "--iterations",
            Source = "[P] 1, figure 9 up to 5",
        },
        new Setting<NadOptions, IterationStart>(
            nameof(Iterate), "iterate", "What the student of a later round starts from, the given model again or the round before",
            ValueKind.Choice(("restart", IterationStart.Restart), ("continue", IterationStart.Continue)),
            o => o.Iterate, (o, v) => o with { Iterate = v })
        {
            Option = "--iterate", Placeholder = "NAME", Acts = o => o.Iterations > 1,
            Source = "our choice; [P] is silent",
        },
    ];

    /// <summary>How the student is trained. [P] 10 epochs.</summary>
    public TrainingRecipe Student { get; init; } = TrainingRecipe.Paper;

    /// <summary>Where the teacher comes from. [P] finetuned from the backdoored model.</summary>
    public TeacherSource Teacher { get; init; } = TeacherSource.Finetuned;

    /// <summary>What the student starts from. [P] the backdoored model; figure 4 also the finetuned one.</summary>
    public StudentSource StudentStart { get; init; } = StudentSource.Backdoored;

    /// <summary>Architecture of a teacher from scratch; null, the default, for that of the student. [P] table 2 has others.</summary>
    public string? TeacherArchitecture { get; init; }

    /// <summary>How a teacher that is trained here is trained. [P] as the student, with cross-entropy alone.</summary>
    public TrainingRecipe TeacherRecipe { get; init; } = TrainingRecipe.Paper;

    /// <summary>
    /// Weight β of the attention distance at each tap, shallow to deep, ≥ 0; a single value holds for all taps. [C] 500, 1000, 1000 for
    /// <see cref="DistanceForm.Mse"/>, which is what the numbers of [P] mean too; 1 is our choice for <see cref="DistanceForm.L2"/>.
    /// </summary>
    public ImmutableArray<double> Beta { get; init; } = [500, 1000, 1000];

    /// <summary>
    /// Names or numbers, from 1, of the taps at which attention is compared; empty, the default, for all. [P] all. <see cref="Beta"/> then
    /// has one
    /// value, one for each of these, or one for each tap of the model.
    /// </summary>
    public ImmutableArray<string> Taps { get; init; } = [];

    /// <summary>Rounds, 1 to 100, each taught by what the one before gave. [P] 1; figure 9 up to 5.</summary>
    public int Iterations { get; init; } = 1;

    /// <summary>What the student of a later round starts from. [P] is silent; default the backdoored model again: our choice.</summary>
    public IterationStart Iterate { get; init; } = IterationStart.Restart;

    /// <summary>Exponent p of the attention operator, &gt; 0. [P] 2.</summary>
    public double Power { get; init; } = 2;

    /// <summary>How channels are gathered; after normalisation sum and mean are the same function. [P] sum.</summary>
    public AttentionOperator Attention { get; init; } = AttentionOperator.Sum;

    /// <summary>Form of the distance. Default [C]'s mean squared error; [P] prints the unsquared norm in equation 2.</summary>
    public DistanceForm Loss { get; init; } = DistanceForm.Mse;

    /// <inheritdoc/>
    public override string Name => "nad";

    /// <inheritdoc/>
    public override string Title => "Neural Attention Distillation";

    /// <inheritdoc/>
    public override string Label => "NAD";

    /// <inheritdoc/>
    public override string Section => "Distillation";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() =>
    [
        new("teacher", Teacher.ToString(), TeacherArchitecture),
        .. TeacherArchitecture is { } other ? [new OptionRow("teacher architecture", other)] : Array.Empty<OptionRow>(),
        .. Settings.Rows(this),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes =>
        Teacher is TeacherSource.Given or TeacherSource.Backdoored && StudentStart == StudentSource.Backdoored
            ? [("Student", Student)]
            : [("Student", Student), ("Teacher", TeacherRecipe)];

    /// <inheritdoc/>
    public override DefenseOptions WithRecipes(Func<TrainingRecipe, TrainingRecipe> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Student = change(Student), TeacherRecipe = change(TeacherRecipe) };
    }

    /// <inheritdoc/>
    public override IDefense Make(Classifier? teacher = null) => new NeuralAttentionDistillation(this, teacher);

    /// <summary>
    /// β at each tap of a model; 0 where attention is not compared. The paper's three values go to networks of other depths as 500 first
    /// and 1000 else.
    /// </summary>
    /// <param name="taps">Names of all taps, shallow to deep.</param>
    public ImmutableArray<double> BetaFor(IReadOnlyList<string> taps)
    {
        ArgumentNullException.ThrowIfNull(taps);
        ImmutableArray<double> beta = Carried(taps.Count);
        return [.. Enumerable.Range(0, taps.Count).Select(
            l => Place(taps, l) is var k and >= 0
                ? beta.Length == 1 ? beta[0] : beta[beta.Length == taps.Count || Taps.IsEmpty ? l : k]
                : 0)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<PlannedTraining> Plan(int images) =>
    [
        .. Teacher is TeacherSource.Finetuned or TeacherSource.Scratch
            ? [PlannedTraining.Of("teacher", TeacherRecipe, images)]
            : Array.Empty<PlannedTraining>(),
        .. Enumerable.Range(1, Iterations).Select(
            i => PlannedTraining.Of(i == 1 ? "student" : $"student-{i}", Student, images, PlannedTraining.Distilled)),
    ];

    /// <summary>Checks the ranges.</summary>
    /// <param name="taps">Names of all taps of the model.</param>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate(IReadOnlyList<string> taps)
    {
        ArgumentNullException.ThrowIfNull(taps);
        Student.Validate();
        TeacherRecipe.Validate();
        string? unknown = Taps.FirstOrDefault(t => !Enumerable.Range(0, taps.Count).Any(l => Means(t, taps, l)));
        if (unknown is not null)
            throw new NadException(
                $"The model has no tap '{Printable.Of(unknown)}'; its taps are {string.Join(", ", taps)}, or 1 to {taps.Count}.");
        int given = Carried(taps.Count).Length;
        if (given != 1 && given != taps.Count && (Taps.IsEmpty || given != Taps.Length))
        {
            throw new NadException(
                $"Give one beta, or one for each of the {(Taps.IsEmpty ? taps.Count : Taps.Length)} taps; {Beta.Length} were given. "
                + "One number has a point in it and no comma: 0.5, 1000.");
        }

        Settings.Check(this);
        if (TeacherArchitecture is not null && Teacher != TeacherSource.Scratch)
            throw new NadException("Only a teacher from scratch can have an architecture of its own; a given one has its own anyway.");
    }

    // The paper's three values in a network of another depth: the first at the first tap, the last at all others.
    private ImmutableArray<double> Carried(int taps) =>
        Beta.SequenceEqual(Paper.Beta) && taps != Beta.Length && (Taps.IsEmpty || Taps.Length != Beta.Length)
            ? [.. Enumerable.Range(0, taps).Select(l => l == 0 ? Beta[0] : Beta[^1])]
            : Beta;

    // Which of the chosen taps tap l is; −1 for none.
    private int Place(IReadOnlyList<string> taps, int l)
    {
        if (Taps.IsEmpty) return l;
        for (int k = 0; k < Taps.Length; k++)
        {
            if (Means(Taps[k], taps, l)) return k;
        }

        return -1;
    }

    private static bool Means(string chosen, IReadOnlyList<string> taps, int l) =>
        chosen == taps[l] || chosen == (l + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Where NAD's teacher comes from.</summary>
public enum TeacherSource
{
    /// <summary>The backdoored model, finetuned on the clean images.</summary>
    Finetuned,

    /// <summary>A model that is given.</summary>
    Given,

    /// <summary>The same architecture, or another, trained from scratch on the clean images.</summary>
    Scratch,

    /// <summary>The backdoored model as it is: for figure 4.</summary>
    Backdoored,
}

/// <summary>What the student starts from.</summary>
public enum StudentSource
{
    /// <summary>The backdoored model.</summary>
    Backdoored,

    /// <summary>The backdoored model, finetuned on the clean images.</summary>
    Finetuned,
}

/// <summary>What the student of a later round starts from.</summary>
public enum IterationStart
{
    /// <summary>From what the first one started.</summary>
    Restart,

    /// <summary>From the output of the round before.</summary>
    Continue,
}

/// <summary>How |F_c|^p is gathered over channels.</summary>
public enum AttentionOperator
{
    /// <summary>Σ_c |F_c|^p.</summary>
    Sum,

    /// <summary>(1/C) Σ_c |F_c|^p.</summary>
    Mean,

    /// <summary>max_c |F_c|^p, the third operator of Zagoruyko and Komodakis.</summary>
    Max,

    /// <summary>
    /// No map: the activations F themselves, normalised over channels and space. [P] table 8 compares with it, without a formula.
    /// </summary>
    Activation,
}

/// <summary>Form of the distance between normalised attention maps; d_n is the Euclidean distance of sample n.</summary>
public enum DistanceForm
{
    /// <summary>(1/(N·H·W)) Σ_n d_n².</summary>
    Mse,

    /// <summary>(1/N) Σ_n d_n.</summary>
    L2,
}
