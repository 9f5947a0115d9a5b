using Nad.Attacks;
using Nad.Models;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>What <c>nad attack</c> is asked to do.</summary>
public sealed record AttackRequest
{
    /// <summary>Data SPEC whose training split is poisoned and trained on.</summary>
    public required string Data { get; init; }

    /// <summary>Data SPEC of the test images; null for the test split of <see cref="Data"/>.</summary>
    public string? Test { get; init; }

    /// <summary>
    /// File that lists the classes in the order of their labels (<see cref="ClassList"/>); null for the order of the data.
    /// </summary>
    public string? Classes { get; init; }

    /// <summary>The attack; null to train a clean model with the same recipe.</summary>
    public AttackOptions? Attack { get; init; }

    /// <summary>Name of the preset that the recipe starts from, one of <see cref="TrainingPresets.Names"/>.</summary>
    public string Preset { get; init; } = "fast";

    /// <summary>Passes over the training images; null for the preset's number.</summary>
    public int? Epochs { get; init; }

    /// <summary>Highest learning rate; null for the preset's.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Images per step; null for the preset's.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Name of the optimizer, one of <see cref="TrainingPresets.Optimizers"/>; null for the preset's.</summary>
    public string? Optimizer { get; init; }

    /// <summary>Never mirror images, even where the data says that it is safe.</summary>
    public bool NoFlip { get; init; }

    /// <summary>The network, by its name in <see cref="Architectures"/>.</summary>
    public string Architecture { get; init; } = "wrn-16-1";

    /// <summary>Checkpoint that the training starts from; null for random weights.</summary>
    public string? Init { get; init; }

    /// <summary>Whether <see cref="Architecture"/> was named, so that <see cref="Init"/> must be of it.</summary>
    public bool NamesArchitecture { get; init; }

    /// <summary>The size that images are brought to, and how; null for the size that they have.</summary>
    public Data.ImageGeometry? Geometry { get; init; }

    /// <summary>Checkpoint of a clean model, for attacks that need one; null to train it first, with the same recipe.</summary>
    public string? SourceModel { get; init; }

    /// <summary>Data SPEC of the pictures that reflections are made of; null for the training images themselves.</summary>
    public string? Reflections { get; init; }

    /// <summary>The time that all trainings may take; null for any.</summary>
    public TimeBudget? Budget { get; init; }

    /// <summary>The file of the picture that the attack lays on images; null where it has none.</summary>
    public string? Picture => RunIdentity.PictureOf(this) is { Length: > 0 } path ? path : null;

    /// <summary>The recipe as it is resolved for the data.</summary>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public TrainingRecipe Recipe(bool flipIsSafe)
    {
        if (Epochs is < 1) throw new NadException($"The number of epochs must be 1 to 100000, but is {Epochs}.");
        TrainingRecipe recipe = TrainingPresets.Of(Preset, Epochs, flipIsSafe && !NoFlip);
        if (LearningRate is { } rate)
        {
            if (!(rate > 0 && double.IsFinite(rate)))
                throw new NadException($"--lr must be above 0, but is {rate.ToString(System.Globalization.CultureInfo.InvariantCulture)}.");
            recipe = recipe with { LearningRate = recipe.LearningRate.Scaled(rate / recipe.LearningRate.Peak) };
        }

        if (Optimizer is not null) recipe = TrainingPresets.With(recipe, Optimizer);
        recipe = recipe with { BatchSize = BatchSize ?? recipe.BatchSize };
        recipe.Validate();
        return recipe;
    }
}
