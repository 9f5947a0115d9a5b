using System.Collections.Immutable;
using Nad.Data;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Relapse;

/// <summary>How hard it is tried to bring a backdoor back.</summary>
/// <remarks>[RA] Min et al., "Uncovering, Explaining, and Mitigating the Superficial Safety of Backdoor Defense", NeurIPS 2024.</remarks>
public sealed record RelapseOptions
{
    /// <summary>Clean images that are trained on, ≥ 2. [RA] 2 % of CIFAR-10.</summary>
    public int Images { get; init; } = 1000;

    /// <summary>Test images that are measured, ≥ 1. Our choice, for time.</summary>
    public int TestImages { get; init; } = 1000;

    /// <summary>How many of <see cref="Images"/> are poisoned, rising, each ≥ 1. [RA] 5; the others are our choice.</summary>
    public ImmutableArray<int> Doses { get; init; } = [1, 5, 25];

    /// <summary>Rates of the clean drift, rising, each above 0. Our choice, around that of [RA].</summary>
    public ImmutableArray<double> DriftRates { get; init; } = [0.001, 0.01, 0.05];

    /// <summary>Epochs of the clean drift and of the purification with the true trigger, ≥ 1. Our choice.</summary>
    public int DriftEpochs { get; init; } = 20;

    /// <summary>Epochs of a retuning, ≥ 1. [RA] 5.</summary>
    public int RetuneEpochs { get; init; } = 5;

    /// <summary>Rate of a retuning, above 0. [RA] 0.01.</summary>
    public double RetuneRate { get; init; } = 0.01;

    /// <summary>How often each dose is given, to other images and in another order, ≥ 1. Our choice, for time.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Steps of the path from the model before to the one after, ≥ 1. Our choice.</summary>
    public int PathSteps { get; init; } = 10;

    /// <summary>Share of the weights that pruning sets to 0, the smallest, above 0 and below 1. Our choice.</summary>
    public double Pruned { get; init; } = 0.2;

    /// <summary>
    /// Largest change of a pixel that is sought to wake the trigger, 0–1. Source: Zhu et al., "Breaking the False Sense of Security in
    /// Backdoor Defense through Re-Activation Attack", NeurIPS 2024.
    /// </summary>
    public double Awakening { get; init; } = 0.05;

    /// <summary>What is tried, of <see cref="RelapseTests"/>. Default: all.</summary>
    public ImmutableArray<RelapseTest> Tests { get; init; } = RelapseTests.All;

    /// <summary>Success from which a backdoor counts as back, 0–1.</summary>
    public const double Back = 0.5;

    /// <summary>
    /// SGD with momentum 0.9, without decay, in batches of 128, at a rate that stays, and images as they are, so that no trigger is cut
    /// off. [RA], but for the last, which is our choice.
    /// </summary>
    /// <param name="rate">Above 0.</param>
    /// <param name="epochs">≥ 1.</param>
    public static TrainingRecipe Recipe(double rate, int epochs) => new()
    {
        Epochs = epochs,
        BatchSize = 128,
        LearningRate = new StepSchedule([(0, rate)]),
        Sgd = new SgdOptions { Momentum = 0.9, Nesterov = false, WeightDecay = 0 },
        Augmentation = Augmentation.None,
    };

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A number is outside its range.</exception>
    public void Validate()
    {
        if (Images is < 2 or > 1_000_000) throw new NadException($"--clean-count must be 2 to 1000000, but is {Images}.");
        if (TestImages is < 1 or > 1_000_000) throw new NadException($"--images must be 1 to 1000000, but is {TestImages}.");
        if (Doses.IsEmpty || Doses.Any(d => d < 1))
            throw new NadException("--doses needs numbers of poisoned images of at least 1, such as 1,5,25.");
        if (DriftRates.Any(r => !(r is > 0 and <= 10))) throw new NadException("--drift-rates must be above 0 and at most 10.");
        if (DriftEpochs is < 1 or > 10_000) throw new NadException($"--drift-epochs must be 1 to 10000, but is {DriftEpochs}.");
        if (RetuneEpochs is < 1 or > 10_000) throw new NadException($"--retune-epochs must be 1 to 10000, but is {RetuneEpochs}.");
        if (Seeds is < 1 or > 100) throw new NadException($"--seeds must be 1 to 100, but is {Seeds}.");
        if (PathSteps is < 1 or > 1000) throw new NadException($"The path must have 1 to 1000 steps, but has {PathSteps}.");
    }
}
