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

    /// <summary>How the student is trained. [P] 10 epochs.</summary>
    public TrainingRecipe Student { get; init; } = TrainingRecipe.Paper;

    /// <summary>Where the teacher comes from. [P] finetuned from the backdoored model.</summary>
    public TeacherSource Teacher { get; init; } = TeacherSource.Finetuned;

    /// <summary>How a teacher that is trained here is trained. [P] as the student, with cross-entropy alone.</summary>
    public TrainingRecipe TeacherRecipe { get; init; } = TrainingRecipe.Paper;

    /// <summary>
    /// Weight β of the attention distance at each tap, shallow to deep, ≥ 0; a single value holds for all taps. [C] 500, 1000, 1000 for
    /// <see cref="DistanceForm.Mse"/>, which is what the numbers of [P] mean too; 1 is our choice for <see cref="DistanceForm.L2"/>.
    /// </summary>
    public ImmutableArray<double> Beta { get; init; } = [500, 1000, 1000];

    /// <summary>Exponent p of the attention operator, &gt; 0. [P] 2.</summary>
    public double Power { get; init; } = 2;

    /// <summary>Sum or mean over channels; after normalisation both are the same function. [P] sum.</summary>
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
        ("teacher", Teacher.ToString(), null),
        ("beta", string.Join(", ", Beta.Select(b => Text(b))), "weight of the attention distance per tap"),
        ("power", Text(Power), "p of |F|^p"),
        ("attention", Attention.ToString(), null),
        ("loss", Loss == DistanceForm.Mse ? "mse" : "l2", null),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes =>
        Teacher == TeacherSource.Given ? [("Student", Student)] : [("Student", Student), ("Teacher", TeacherRecipe)];

    /// <inheritdoc/>
    public override IDefense Make(Classifier? teacher = null) => new NeuralAttentionDistillation(this, teacher);

    /// <summary>β per tap.</summary>
    public ImmutableArray<double> BetaFor(int taps) => Beta.Length == 1 ? [.. Enumerable.Repeat(Beta[0], taps)] : Beta;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate(int taps)
    {
        Student.Validate();
        TeacherRecipe.Validate();
        if (Beta.Length != 1 && Beta.Length != taps) throw new NadException($"Give one beta, or one for each of the {taps} taps; {Beta.Length} were given.");
        if (Beta.Any(b => !double.IsFinite(b) || b < 0)) throw new NadException($"Every beta must be a number of at least 0, but {string.Join(", ", Beta)} was given.");
        if (!(double.IsFinite(Power) && Power > 0)) throw new NadException($"The power p of the attention map must be above 0, but is {Power}.");
    }
}

/// <summary>Where NAD's teacher comes from.</summary>
public enum TeacherSource
{
    /// <summary>The backdoored model, finetuned on the clean images.</summary>
    Finetuned,

    /// <summary>A model that is given.</summary>
    Given,

    /// <summary>The same architecture, trained from scratch on the clean images.</summary>
    Scratch,
}

/// <summary>How |F_c|^p is gathered over channels.</summary>
public enum AttentionOperator
{
    /// <summary>Σ_c |F_c|^p.</summary>
    Sum,

    /// <summary>(1/C) Σ_c |F_c|^p.</summary>
    Mean,
}

/// <summary>Form of the distance between normalised attention maps; d_n is the Euclidean distance of sample n.</summary>
public enum DistanceForm
{
    /// <summary>(1/(N·H·W)) Σ_n d_n².</summary>
    Mse,

    /// <summary>(1/N) Σ_n d_n.</summary>
    L2,
}
