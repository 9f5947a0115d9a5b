using Nad.Data;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of finetuning with Mixup.</summary>
/// <remarks>[P] Li et al., ICLR 2021, section 4.3, table 4. [Z] Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR
/// 2018.</remarks>
public sealed record MixupOptions : DefenseOptions
{
    /// <summary>How it is trained. [P] as finetuning, but with Mixup as the only augmentation.</summary>
    public TrainingRecipe Recipe { get; init; } = TrainingRecipe.Paper with { Augmentation = Augmentation.None };

    /// <inheritdoc/>
    public override string Name => "mixup";

    /// <inheritdoc/>
    public override string Title => "Mixup";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() => [new("mixing", "uniform", "share of the first image, from 0 to 1: Beta(1, 1)")];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes => [("Finetuning", Recipe)];

    /// <inheritdoc/>
    public override DefenseOptions WithRecipes(Func<TrainingRecipe, TrainingRecipe> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Recipe = change(Recipe) };
    }

    /// <inheritdoc/>
    public override IDefense Make(Classifier? teacher = null) => new Mixup(this);
}
