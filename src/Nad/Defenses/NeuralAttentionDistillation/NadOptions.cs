using System.Collections.Immutable;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of Neural Attention Distillation.</summary>
/// <remarks>[P] Li et al., ICLR 2021. [C] the authors' code, bboylyg/NAD@f17b713, config.py. Defaults are [P] where [P] states a value.</remarks>
public sealed record NadOptions : DefenseOptions
{
    /// <summary>As the paper describes it.</summary>
    public static NadOptions Paper { get; } = new();

    /// <summary>As the authors' code runs it: 20 epochs, 0.1 for two epochs and then 0.01, Cutout 3.</summary>
    public static NadOptions AuthorsCode { get; } = new() { Student = TrainingRecipe.AuthorsCode, TeacherRecipe = TrainingRecipe.AuthorsCode };

    /// <summary>
    /// What <c>nad erase</c> does unless it is told otherwise: a longer training, the given model's outputs kept, a teacher of three times the student's rate, and the
    /// paper's rule for β. Source: [P], and our choices where docs/results/defenses.md measures that they erase more or lose less accuracy.
    /// </summary>
    /// <remarks>
    /// The teacher only shows where to look: what it loses of the accuracy at the high rate that rids it of the backdoor, the student keeps. β has three
    /// values, the largest tried first, because each costs a training and at this rate 20,000 ruins the student; the larger it is, the less the outputs are kept, for some
    /// backdoors are kept with them.
    /// </remarks>
    public static NadOptions Auto { get; } = new()
    {
        Student = TrainingRecipe.Auto,
        TeacherRecipe = TrainingRecipe.Auto with { LearningRate = TrainingRecipe.Auto.LearningRate.Scaled(3) },
        TeacherMaxDrop = 0.1,
        TeacherMinGain = 0.08,
        GentlerRates = 2,
        MirrorHoldOut = true,
        Outputs = new OutputDistillation(),
        TeacherOutputFactor = 0.2,
        Students = 2,
        GivenShare = 0.05,
        Search = new BetaSearch { Grid = [1000, 2000, 5000], OutputFactors = [1, 0.1, 0.2], FromLargest = true, RelativeDrop = 0.03, TeacherErrors = 1 },
    };

    /// <summary>How the student is trained. [P] 10 epochs.</summary>
    public TrainingRecipe Student { get; init; } = TrainingRecipe.Paper;

    /// <summary>Where the teacher comes from. [P] finetuned from the backdoored model.</summary>
    public TeacherSource Teacher { get; init; } = TeacherSource.Finetuned;

    /// <summary>What the student starts from. [P] the backdoored model; figure 4 also the finetuned one.</summary>
    public StudentSource StudentStart { get; init; } = StudentSource.Backdoored;

    /// <summary>Architecture of a teacher from scratch; null, the default, for that of the student. [P] table 2 has others.</summary>
    public WideResNetShape? TeacherArchitecture { get; init; }

    /// <summary>How a teacher that is trained here is trained. [P] as the student, with cross-entropy alone.</summary>
    public TrainingRecipe TeacherRecipe { get; init; } = TrainingRecipe.Paper;

    /// <summary>
    /// Factor on the weight of <see cref="Outputs"/> where a teacher is finetuned, above 0. Default 1. A teacher may lose more accuracy than the student, but not keep the backdoor: it
    /// is held less where the student is held fully.
    /// </summary>
    public double TeacherOutputFactor { get; init; } = 1;

    /// <summary>
    /// Hold-out accuracy, 0–1, that a finetuned teacher may lose at a rate above the student's before it is trained anew at the student's; null, the default, for
    /// no limit but <see cref="DefenseOptions.CollapseLimit"/>.
    /// </summary>
    public double? TeacherMaxDrop { get; init; }

    /// <summary>
    /// Hold-out accuracy that the teacher trained anew must be ahead by to take the first one's place, 0–1. Default 0: our choice. A given model that has seen the held-out images makes any
    /// honest teacher look bad (<see cref="TeacherMaxDrop"/>); two teachers beside each other show whether it was the rate.
    /// </summary>
    public double TeacherMinGain { get; init; }

    /// <summary>
    /// How often, 0 to 5, a third of the rate is tried, for a finetuned teacher and the student, where the teacher loses more than <see cref="TeacherMaxDrop"/> at the student's rate too. Default 0: [P]; 2 in <see cref="Auto"/>: our
    /// choice, measured in docs/decisions/0020-gentler-rates.md.
    /// </summary>
    public int GentlerRates { get; init; }

    /// <summary>
    /// Weight β of the attention distance at each tap, shallow to deep, ≥ 0; a single value holds for all taps. [C] 500, 1000, 1000 for
    /// <see cref="DistanceForm.Mse"/>, which is what the numbers of [P] mean too; 1 is our choice for <see cref="DistanceForm.L2"/>.
    /// </summary>
    public ImmutableArray<double> Beta { get; init; } = [500, 1000, 1000];

    /// <summary>
    /// Names or numbers, from 1, of the taps at which attention is compared; empty, the default, for all. [P] all. <see cref="Beta"/> then has one
    /// value, one for each of these, or one for each tap of the model.
    /// </summary>
    public ImmutableArray<string> Taps { get; init; } = [];

    /// <summary>Chooses β by the hold-out; null, the default, where it is given. [P] tunes β for each attack.</summary>
    public BetaSearch? Search { get; init; }

    /// <summary>Whether, and how, teacher and student are held to the outputs of the given model. Default not: [P].</summary>
    public OutputDistillation? Outputs { get; init; }

    /// <summary>
    /// Students, 1 to 10, that are trained alike but see the images in other orders, and whose weights are averaged; needs a hold-out, which says whether the mean is a model. Where β is chosen and they cannot
    /// be averaged, a smaller β is. Default 1: [P]; 2 in
    /// <see cref="Auto"/>: our choice, measured in docs/results/defenses.md, after Wortsman et al., "Model soups", ICML 2022.
    /// </summary>
    public int Students { get; init; } = 1;

    /// <summary>
    /// Part of the way, 0 to 1, that the student's weights are moved back towards the given model's when it is trained; needs a hold-out, which says whether that is a model. Default 0: [P]; 0.05 in <see cref="Auto"/>: our choice,
    /// measured in docs/decisions/0017-given-share.md, after Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022.
    /// </summary>
    public double GivenShare { get; init; }

    /// <summary>
    /// Whether accuracies on the hold-out are those on its mirrored images, where mirroring leaves the classes as they are and is part of the training: a model that was trained on these very images knows them by heart, but not their mirror images, unless it
    /// was shown both, and then by far less. <see cref="TeacherMinGain"/>, which is there for such models, is then 0. Default false: [P]; true in <see cref="Auto"/>: our choice, measured in docs/decisions/0019-mirrored-hold-out.md.
    /// </summary>
    public bool MirrorHoldOut { get; init; }

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
    public override string Section => "Distillation";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value, string? Note)> Rows() =>
    [
        ("teacher", Teacher.ToString(), TeacherArchitecture is { } shape ? $"{shape}" : null),
        .. TeacherMaxDrop is { } drop ? new (string, string, string?)[] { ("teacher max drop", Text(drop * 100), "percentage points of the hold-out; beyond, it is trained anew at the student's rate"), ("teacher min gain", Text(TeacherMinGain * 100), "percentage points by which the second must be ahead to be kept") } : [],
        .. GentlerRates > 0 && TeacherMaxDrop is not null ? new (string, string, string?)[] { ("gentler rates", Text(GentlerRates), "times that a third of the rate is tried, where the teacher loses more than that at the student's too") } : [],
        ("student", StudentStart.ToString(), "what it starts from"),
        ("beta", Search is null ? List(Beta) : "auto", "weight of the attention distance per tap"),
        .. Search is { } search
            ? new (string, string, string?)[] { ("beta grid", List(search.FromLargest ? [.. search.Grid.Reverse()] : search.Grid), search.FromLargest ? "tried in this order, the first that is accepted is kept" : "tried in this order, the last that is accepted is kept"), ("max accuracy drop", Text(search.MaxDrop * 100), $"percentage points of the hold-out; {Text(search.RelativeDrop * 100)} against the smallest beta") }
            : [],
        .. Search?.TeacherErrors is { } errors ? new (string, string, string?)[] { ("teacher errors", Text(errors), "standard errors of the hold-out below the teacher, where the teacher loses more than that") } : [],
        ("taps", Taps.IsEmpty ? "all" : string.Join(", ", Taps.Select(t => Printable.Of(t))), null),
        ("power", Text(Power), "p of |F|^p"),
        ("attention", Attention.ToString(), null),
        ("loss", Loss == DistanceForm.Mse ? "mse" : "l2", null),
        .. OutputRows(Outputs),
        .. Search is { OutputFactors.IsEmpty: false } s && Outputs is not null ? new (string, string, string?)[] { ("outputs by beta", List(s.FromLargest ? [.. s.OutputFactors.Reverse()] : s.OutputFactors), "factors on their weight, in the order of the beta grid") } : [],
        .. Outputs is not null && TeacherOutputFactor != 1 ? new (string, string, string?)[] { ("teacher outputs", Text(TeacherOutputFactor), "factor on their weight where the teacher is trained") } : [],
        .. Students == 1 ? [] : new (string, string, string?)[] { ("students", Text(Students), "their weights are averaged") },
        .. GivenShare == 0 ? [] : new (string, string, string?)[] { ("given share", Text(GivenShare), "part of the way that the trained student's weights are moved back towards the given model's") },
        .. MirrorHoldOut ? new (string, string, string?)[] { ("hold-out", "mirrored", "where that is safe: the given model may know the images themselves by heart") } : [],
        ("iterations", Text(Iterations), Iterations > 1 ? Iterate == IterationStart.Restart ? "each starts anew" : "each goes on" : null),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes =>
        Teacher is TeacherSource.Given or TeacherSource.Backdoored && StudentStart == StudentSource.Backdoored
            ? [("Student", Student)]
            : [("Student", Student), ("Teacher", TeacherRecipe)];

    /// <inheritdoc/>
    public override IDefense Make(Classifier? teacher = null) => new NeuralAttentionDistillation(this, teacher);

    /// <summary>β at each tap of a model; 0 where attention is not compared.</summary>
    /// <param name="taps">Names of all taps, shallow to deep.</param>
    public ImmutableArray<double> BetaFor(IReadOnlyList<string> taps)
    {
        ArgumentNullException.ThrowIfNull(taps);
        return [.. Enumerable.Range(0, taps.Count).Select(l => Place(taps, l) is var k and >= 0 ? Beta.Length == 1 ? Beta[0] : Beta[Beta.Length == taps.Count || Taps.IsEmpty ? l : k] : 0)];
    }

    /// <summary>Checks the ranges.</summary>
    /// <param name="taps">Names of all taps of the model.</param>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate(IReadOnlyList<string> taps)
    {
        ArgumentNullException.ThrowIfNull(taps);
        Student.Validate();
        TeacherRecipe.Validate();
        Search?.Validate();
        Outputs?.Validate();
        if (!(TeacherOutputFactor > 0 && double.IsFinite(TeacherOutputFactor))) throw new NadException($"The factor on the outputs' weight for the teacher must be above 0, but is {TeacherOutputFactor}.");
        if (!(TeacherMinGain is >= 0 and <= 1)) throw new NadException($"The gain of accuracy of a teacher trained anew must be 0 to 100 percentage points, but is {TeacherMinGain * 100}.");
        if (TeacherMaxDrop is { } drop && !(drop is >= 0 and <= 1)) throw new NadException($"The loss of accuracy that a teacher may have must be 0 to 100 percentage points, but is {drop * 100}.");
        if (GentlerRates is < 0 or > 5) throw new NadException($"A third of the rate may be tried 0 to 5 times, but is to be {GentlerRates} times.");
        string? unknown = Taps.FirstOrDefault(t => !Enumerable.Range(0, taps.Count).Any(l => Means(t, taps, l)));
        if (unknown is not null) throw new NadException($"The model has no tap '{Printable.Of(unknown)}'; its taps are {string.Join(", ", taps)}, or 1 to {taps.Count}.");
        if (Beta.Length != 1 && Beta.Length != taps.Count && (Taps.IsEmpty || Beta.Length != Taps.Length))
        {
            throw new NadException($"Give one beta, or one for each of the {(Taps.IsEmpty ? taps.Count : Taps.Length)} taps; {Beta.Length} were given. One number has a point in it and no comma: 0.5, 1000.");
        }

        if (Beta.Any(b => !double.IsFinite(b) || b < 0)) throw new NadException($"Every beta must be a number of at least 0, but {string.Join(", ", Beta)} was given.");
        if (!(double.IsFinite(Power) && Power > 0)) throw new NadException($"The power p of the attention map must be above 0, but is {Power}.");
        if (Iterations is < 1 or > 100) throw new NadException($"The number of iterations must be 1 to 100, but is {Iterations}.");
        if (Students is < 1 or > 10) throw new NadException($"The number of students must be 1 to 10, but is {Students}.");
        if (Iterations > 1 && Students > 1) throw new NadException("Give one student for iterated distillation: averaging is for a single round.");
        if (!(GivenShare is >= 0 and < 1)) throw new NadException($"The share of the given model must be at least 0 and below 1, but is {GivenShare}.");
        if (Iterations > 1 && GivenShare > 0) throw new NadException("Leave the share of the given model out of iterated distillation: it is for a single round.");
        if (Iterations > 1 && Search is not null) throw new NadException("Give a beta for iterated distillation: choosing one is for a single round.");
        if (TeacherArchitecture is not null && Teacher != TeacherSource.Scratch) throw new NadException("Only a teacher from scratch can have an architecture of its own; a given one has its own anyway.");
    }

    private static string List(ImmutableArray<double> values) => string.Join(", ", values.Select(b => Text(b)));

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

    /// <summary>No map: the activations F themselves, normalised over channels and space. [P] table 8 compares with it, without a formula.</summary>
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
