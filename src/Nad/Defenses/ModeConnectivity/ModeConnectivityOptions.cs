using Nad.Data;
using Nad.Models;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of mode connectivity repair.</summary>
/// <remarks>
/// [P] Li et al., ICLR 2021, section 4.1, table 5. [Z] Zhao et al., ICLR 2020, and their code, IBM/model-sanitization. [G] Garipov et al.,
/// NeurIPS 2018.
/// </remarks>
public sealed record ModeConnectivityOptions : DefenseOptions
{
    /// <summary>
    /// [Z]'s script: rate 0.01, crop and flip, and the clean images repeated 20 times in each epoch, as if they were the whole training
    /// set.
    /// </summary>
    public static ModeConnectivityOptions Original { get; } = new()
    {
        Tiling = 20,
        Recipe = Curve(0.01) with { Augmentation = new Augmentation { CutoutLength = 0 } },
    };

    /// <summary>Every setting but the recipes, declared once.</summary>
    public static IReadOnlyList<Setting<ModeConnectivityOptions>> Settings { get; } =
    [
        new Setting<ModeConnectivityOptions, CurveShape>(
            nameof(Shape), "curve", "Form of the curve",
            ValueKind.Choice(("bezier", CurveShape.Bezier), ("polygonal", CurveShape.Polygonal)), o => o.Shape,
            (o, v) => o with { Shape = v })
        {
            Option = "--curve", Placeholder = "NAME", Note = "three points, the middle one trained",
            Source = "[Z]",
        },
        new Setting<ModeConnectivityOptions, CurveEnds>(
            nameof(Ends), "ends", "Second end of the curve, the given model itself or a finetuned one",
            ValueKind.Choice(("given", CurveEnds.Backdoored), ("finetuned", CurveEnds.Finetuned)) with
            {
                Row = (name, v, note) =>
                    new OptionRow(name, v == CurveEnds.Backdoored ? "Backdoored, backdoored" : "Backdoored, finetuned", note),
            },
            o => o.Ends, (o, v) => o with { Ends = v })
        {
            Option = "--curve-ends", Placeholder = "NAME",
            Source = "[P]; its table 5 has both",
        },
        new Setting<ModeConnectivityOptions, double>(
            nameof(Position), "t", "Place on the curve", ValueKind.Number("0 to 1", v => v is >= 0 and <= 1),
            o => o.Position, (o, v) => o with { Position = v })
        {
            Option = "--t", Placeholder = "T", Note = "place on the curve",
            Source = "[P]", Details = "the hold-out accuracy at 0, 0.1 … 1 is listed in any case",
        },
        new Setting<ModeConnectivityOptions, double>(
            nameof(WeightDecay), "curve weight decay", "Weight decay of the weights at t",
            ValueKind.NotNegative, o => o.WeightDecay, (o, v) => o with { WeightDecay = v })
        {
            Note = "of the weights at t",
            Source = "[Z]", Details = "SGD's own decay is 0",
        },
        new Setting<ModeConnectivityOptions, int>(
            nameof(Tiling), "tiling", "Passes over the images in an epoch",
            ValueKind.Whole(1, 1000), o => o.Tiling, (o, v) => o with { Tiling = v })
        {
            Note = "passes over the images in an epoch",
            Source = "our choice; [Z] 20",
        },
    ];

    /// <summary>Form of the curve. Default the quadratic Bézier curve: [Z].</summary>
    public CurveShape Shape { get; init; } = CurveShape.Bezier;

    /// <summary>What the curve ends in. Default the backdoored model at both ends: [P]; its table 5 has both.</summary>
    public CurveEnds Ends { get; init; } = CurveEnds.Backdoored;

    /// <summary>Place t on the curve of the model that is returned, 0–1. [P] 0.3; [Z] shows 0.1 too.</summary>
    public double Position { get; init; } = 0.3;

    /// <summary>
    /// How the bend is trained. Default 100 epochs of batch 128, momentum 0.9 ([Z]), with the augmentation of [P] and a rate of 0.1: our
    /// choice, because 0.01 for 100 passes over 2,500 images does not cure.
    /// </summary>
    public TrainingRecipe Recipe { get; init; } = Curve(0.1);

    /// <summary>Weight λ of ½·λ·‖w(t)‖² in the loss, ≥ 0. [Z] 1e-4.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>
    /// How often each epoch passes over the images, 1 to 1000. Default 1: our choice; [Z] fills the epoch up to the whole data set.
    /// </summary>
    public int Tiling { get; init; } = 1;

    /// <summary>How the finetuned end is trained, for <see cref="CurveEnds.Finetuned"/>. [P] as finetuning.</summary>
    public TrainingRecipe EndRecipe { get; init; } = TrainingRecipe.Paper;

    /// <inheritdoc/>
    public override string Name => "mcr";

    /// <inheritdoc/>
    public override string Title => "Mode connectivity repair";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() => Settings.Rows(this);

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes =>
        Ends == CurveEnds.Backdoored ? [("Curve", Recipe)] : [("Curve", Recipe), ("Finetuned end", EndRecipe)];

    /// <inheritdoc/>
    public override DefenseOptions WithRecipes(Func<TrainingRecipe, TrainingRecipe> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Recipe = change(Recipe), EndRecipe = change(EndRecipe) };
    }

    /// <inheritdoc/>
    public override IDefense Make(Classifier? teacher = null) => new ModeConnectivityRepair(this);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate()
    {
        Settings.Check(this);
        Recipe.Validate();
        EndRecipe.Validate();
    }

    private static TrainingRecipe Curve(double rate) => new()
    {
        Epochs = 100,
        BatchSize = 128,
        LearningRate = new HoldAndFallSchedule(rate, 100),
        Sgd = new SgdOptions { Nesterov = false, WeightDecay = 0 },
    };
}

/// <summary>Form of a curve through weight space with three points.</summary>
public enum CurveShape
{
    /// <summary>w(t) = (1−t)²·w₀ + 2t(1−t)·θ + t²·w₁.</summary>
    Bezier,

    /// <summary>Two straight lines, w₀ to θ for t up to ½ and θ to w₁ from there.</summary>
    Polygonal,
}

/// <summary>What a curve ends in.</summary>
public enum CurveEnds
{
    /// <summary>The backdoored model at both ends.</summary>
    Backdoored,

    /// <summary>The backdoored model at t = 0, the same finetuned on the clean images at t = 1.</summary>
    Finetuned,
}
