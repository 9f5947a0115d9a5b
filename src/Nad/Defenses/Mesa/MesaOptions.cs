using System.Collections.Immutable;
using Nad.Data;
using Nad.Models;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of recovering patterns by max-entropy staircase approximation (MESA) and retraining on them.</summary>
/// <remarks>
/// [M] Qiao, Yang and Li, "Defending Neural Backdoors via Generative Distribution Modeling", NeurIPS 2019, and their code. [P] Li et al.,
/// ICLR 2021, table 6.
/// </remarks>
public sealed record MesaOptions : DefenseOptions
{
    /// <summary>Every setting but the target, whose range is that of the model's classes, and the recipe.</summary>
    public static IReadOnlyList<Setting<MesaOptions>> Settings { get; } =
    [
        new Setting<MesaOptions, ImmutableArray<double>>(
            nameof(Alphas), "alpha", "Weights of the entropy, with one generator for each pair with a level",
            ValueKind.Weights, o => o.Alphas, (o, v) => o with { Alphas = v })
        {
            Option = "--mesa-alpha", Placeholder = "LIST", Note = "weight of the entropy",
            Source = "[M]",
        },
        new Setting<MesaOptions, ImmutableArray<double>>(
            nameof(Levels), "levels", "Levels of the hinge",
            ValueKind.Weights with
            {
                Range = "numbers above 0 and at most 1",
                IsIn = v => !v.IsDefaultOrEmpty && v.All(b => b is > 0 and <= 1)
            },
            o => o.Levels, (o, v) => o with { Levels = v })
        {
            Option = "--mesa-levels", Placeholder = "LIST", Note = "of the hinge",
            Source = "[M]",
        },
        new Setting<MesaOptions, int>(
            nameof(RecoveryEpochs), "recovery epochs", "Epochs of each generator",
            ValueKind.Whole(1, 100_000), o => o.RecoveryEpochs, (o, v) => o with { RecoveryEpochs = v })
        {
            Option = "--recovery-epochs",
            Source = "[M]",
        },
        new Setting<MesaOptions, int>(
            nameof(RecoveryBatch), "recovery batch", "Images per step of the generators",
            ValueKind.Whole(2, 65536), o => o.RecoveryBatch, (o, v) => o with { RecoveryBatch = v })
        {
            Note = "images per step",
            Source = "[M]",
        },
        new Setting<MesaOptions, int>(
            nameof(Side), "side", "Side of the recovered square in pixels", ValueKind.Whole(1, 16), o => o.Side,
            (o, v) => o with { Side = v })
        {
            Note = "pixels",
            Source = "[M]",
        },
        new Setting<MesaOptions, double>(
            nameof(Noise), "noise", "Standard deviation of the noise on recovered patterns",
            ValueKind.NotNegative, o => o.Noise, (o, v) => o with { Noise = v })
        {
            Note = "standard deviation",
            Source = "[M]",
        },
        new Setting<MesaOptions, double>(
            nameof(Share), "share", "Part of a batch of the retraining that carries a pattern",
            ValueKind.Part, o => o.Share, (o, v) => o with { Share = v })
        {
            Note = "of a batch that carries a pattern",
            Source = "[M]", Details = "at least one image",
        },
    ];

    /// <summary>The class that the attacker wants, which [M] takes as known; from 0. No default: it must be given.</summary>
    public int Target { get; init; } = -1;

    /// <summary>Weights α of the entropy, ≥ 0; one generator is trained for each pair of an α and a level. [M] 0.1.</summary>
    public ImmutableArray<double> Alphas { get; init; } = [0.1];

    /// <summary>
    /// Levels β, above 0 to 1: how sure of the target the model must be before more counts for nothing. [M] 0.9, 0.8, 0.5, used in this
    /// order.
    /// </summary>
    public ImmutableArray<double> Levels { get; init; } = [0.9, 0.8, 0.5];

    /// <summary>Passes over the images in which a generator is trained, ≥ 1. [M] 10.</summary>
    public int RecoveryEpochs { get; init; } = 10;

    /// <summary>Images per step of the generators, ≥ 2. [M] 128.</summary>
    public int RecoveryBatch { get; init; } = 128;

    /// <summary>Side of the recovered square, in pixels, 1 to 16. [M] 3.</summary>
    public int Side { get; init; } = 3;

    /// <summary>Standard deviation of the noise on recovered patterns, ≥ 0, in units of 0–1 pixels. [M] 0.1.</summary>
    public double Noise { get; init; } = 0.1;

    /// <summary>Part of each batch of the retraining that carries a pattern, above 0 to 1; at least one image. [M] 0.01.</summary>
    public double Share { get; init; } = 0.01;

    /// <summary>How the model is retrained. [M] 10 epochs of batch 128 at 0.001, momentum 0.9, no decay, no augmentation.</summary>
    public TrainingRecipe Recipe { get; init; } = new()
    {
        BatchSize = 128,
        LearningRate = StepSchedule.Constant(0.001),
        Sgd = new SgdOptions { Nesterov = false, WeightDecay = 0 },
        Augmentation = Augmentation.None,
    };

    /// <inheritdoc/>
    public override string Name => "mesa";

    /// <inheritdoc/>
    public override string Title => "MESA";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() =>
        [new("target", Target, "class that is taken to be the attacker's"), .. Settings.Rows(this)];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes => [("Retraining", Recipe)];

    /// <inheritdoc/>
    public override DefenseOptions WithRecipes(Func<TrainingRecipe, TrainingRecipe> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Recipe = change(Recipe) };
    }

    /// <inheritdoc/>
    public override IDefense Make(Classifier? teacher = null) => new Mesa(this);

    /// <summary>Checks the ranges.</summary>
    /// <param name="classes">Of the model.</param>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate(int classes)
    {
        if (Target < 0 || Target >= classes)
            throw new NadException(
                "MESA takes the attacker's class as known: "
                + $"it must be 0 to {classes - 1}, but is {(Target == -1 ? "not given" : Text(Target))}.");
        Settings.Check(this);
        Recipe.Validate();
    }
}
