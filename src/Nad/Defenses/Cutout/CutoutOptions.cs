using Nad.Data;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of finetuning with Cutout as the only augmentation.</summary>
/// <remarks>[P] Li et al., ICLR 2021, section 4.3, table 4 and appendix B.</remarks>
public sealed record CutoutOptions : DefenseOptions
{
    /// <summary>How it is trained. [P] as finetuning; neither crop nor flip; one hole of length 3, which cuts 2×2.</summary>
    public TrainingRecipe Recipe { get; init; } = TrainingRecipe.Paper with { Augmentation = Augmentation.None with { CutoutLength = 3 } };

    /// <inheritdoc/>
    public override string Name => "cutout";

    /// <inheritdoc/>
    public override string Title => "Cutout";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() => [];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes => [("Finetuning", Recipe)];

    /// <inheritdoc/>
    public override DefenseOptions WithRecipes(Func<TrainingRecipe, TrainingRecipe> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Recipe = change(Recipe) };
    }

    /// <inheritdoc/>
    public override IDefense Make(Classifier? teacher = null) => new Cutout(this);
}
