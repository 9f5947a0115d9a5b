using System.Collections.Immutable;
using Nad.Data;
using Nad.Models;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of recovering patterns by max-entropy staircase approximation (MESA) and retraining on them.</summary>
/// <remarks>[M] Qiao, Yang and Li, "Defending Neural Backdoors via Generative Distribution Modeling", NeurIPS 2019, and their code. [P] Li et al., ICLR 2021, table 6.</remarks>
public sealed record MesaOptions : DefenseOptions
{
    /// <summary>The class that the attacker wants, which [M] takes as known; from 0. No default: it must be given.</summary>
    public int Target { get; init; } = -1;

    /// <summary>Weights α of the entropy, ≥ 0; one generator is trained for each pair of an α and a level. [M] 0.1.</summary>
    public ImmutableArray<double> Alphas { get; init; } = [0.1];

    /// <summary>Levels β, above 0 to 1: how sure of the target the model must be before more counts for nothing. [M] 0.9, 0.8, 0.5, used in this order.</summary>
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
    [
        new("target", Target, "class that is taken to be the attacker's"),
        new("alpha", (IEnumerable<double>)Alphas, "weight of the entropy"),
        new("levels", (IEnumerable<double>)Levels, "of the hinge"),
        new("recovery epochs", RecoveryEpochs),
        new("recovery batch", RecoveryBatch, "images per step"),
        new("side", Side, "pixels"),
        new("noise", Noise, "standard deviation"),
        new("share", Share, "of a batch that carries a pattern"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes => [("Retraining", Recipe)];

    /// <inheritdoc/>
    public override IDefense Make(Classifier? teacher = null) => new Mesa(this);

    /// <summary>Checks the ranges.</summary>
    /// <param name="classes">Of the model.</param>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate(int classes)
    {
        if (Target < 0 || Target >= classes) throw new NadException($"MESA takes the attacker's class as known: it must be 0 to {classes - 1}, but is {(Target == -1 ? "not given" : Text(Target))}.");
        if (Alphas.IsDefaultOrEmpty || Alphas.Any(a => !(a >= 0 && double.IsFinite(a)))) throw new NadException("Every weight of MESA's entropy must be a number of at least 0.");
        if (Levels.IsDefaultOrEmpty || Levels.Any(b => !(b is > 0 and <= 1))) throw new NadException("Every level of MESA must be above 0 and at most 1.");
        if (RecoveryEpochs is < 1 or > 100_000) throw new NadException($"The number of recovery epochs must be 1 to 100000, but is {RecoveryEpochs}.");
        if (RecoveryBatch is < 2 or > 65536) throw new NadException($"The batch of the recovery must be 2 to 65536, but is {RecoveryBatch}.");
        if (Side is < 1 or > 16) throw new NadException($"The side of the recovered square must be 1 to 16 pixels, but is {Side}.");
        if (!(Noise >= 0 && double.IsFinite(Noise))) throw new NadException($"The noise on recovered patterns must be at least 0, but is {Text(Noise)}.");
        if (!(Share is > 0 and <= 1)) throw new NadException($"The share of images with a pattern must be above 0 and at most 1, but is {Text(Share)}.");
        Recipe.Validate();
    }
}
