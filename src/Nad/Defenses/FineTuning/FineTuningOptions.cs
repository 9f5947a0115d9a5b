using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of finetuning.</summary>
public sealed record FineTuningOptions : DefenseOptions
{
    /// <summary>Default: the paper's, the same as NAD's.</summary>
    public TrainingRecipe Recipe { get; init; } = TrainingRecipe.Paper;

    /// <inheritdoc/>
    public override string Name => "finetune";

    /// <inheritdoc/>
    public override string Title => "Finetuning";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value, string? Note)> Rows() => [];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes => [("Finetuning", Recipe)];

    /// <inheritdoc/>
    public override IDefense Make(Classifier? teacher = null) => new FineTuning(this);
}
