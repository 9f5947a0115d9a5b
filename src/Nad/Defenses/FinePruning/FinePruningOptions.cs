using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of fine-pruning.</summary>
/// <remarks>[P] Li et al., ICLR 2021, section 4.1. [L] Liu et al., "Fine-Pruning", RAID 2018.</remarks>
public sealed record FinePruningOptions : DefenseOptions
{
    /// <summary>Every setting but the recipe, declared once. The first of the last three that is given says how much is pruned.</summary>
    public static IReadOnlyList<Setting<FinePruningOptions>> Settings { get; } =
    [
        new Setting<FinePruningOptions, PruningVariant>(
            nameof(Variant), "variant", "Final features and then finetuning, or the paper's filters of the last convolution alone",
            ValueKind.Choice(("proper", PruningVariant.Proper), ("paper", PruningVariant.Paper)), o => o.Variant,
            (o, v) => o with { Variant = v })
        {
            Option = "--prune",
            Placeholder = "NAME",
            Note = "proper: final features, then finetuning; paper: filters of the last convolution, no finetuning",
            Source = "[L] means proper; [P] is silent, and its table 1 needs paper",
            Details = "proper: rank the final features after the last ReLU, cut them off the last layer, then finetune; paper: "
                + "rank the raw output of the last convolution, set its filters to 0, no finetuning",
        },
        new Setting<FinePruningOptions, double?>(
            nameof(Ratio), "ratio", "Part of the channels that is pruned",
            ValueKind.Optional("at least 0 and below 1", v => v is >= 0 and < 1), o => o.Ratio, (o, v) => o with { Ratio = v })
        {
            Option = "--prune-ratio", Placeholder = "R", Note = "of the channels", Acts = o => o.Ratio is not null,
        },
        new Setting<FinePruningOptions, double?>(
            nameof(LeastAccuracy), "least accuracy", "Hold-out accuracy to prune down to",
            ValueKind.Optional("a fraction from 0 to 1", v => v is >= 0 and <= 1), o => o.LeastAccuracy,
            (o, v) => o with { LeastAccuracy = v })
        {
            Option =
                "--match-acc", Placeholder = "ACC", Note = "on the hold-out", Acts = o => o is { Ratio: null, LeastAccuracy: not null },
            Source = "[P]", Details = "the paper prunes to the accuracy of NAD: give the last val_acc of NAD's result.json",
        },
        new Setting<FinePruningOptions, double>(
            nameof(MaxDrop), "max accuracy drop", "Points of hold-out accuracy that may be lost", ValueKind.Points, o => o.MaxDrop,
            (o, v) => o with { MaxDrop = v })
        {
            Option = "--max-acc-drop", IsShared = true, Note = "percentage points of the hold-out", Acts =
                o => o is { Ratio: null, LeastAccuracy: null },
        },
    ];

    /// <summary>
    /// What is ranked and pruned, and whether the model is finetuned then. Default <see cref="PruningVariant.Proper"/>, what [L] means:
    /// neurons that sleep on clean images are pruned, and the rest is finetuned. <see cref="PruningVariant.Paper"/> is the reading under
    /// which [P]'s table 1 can be had (99.73 % attack success left on BadNets).
    /// </summary>
    public PruningVariant Variant { get; init; } = PruningVariant.Proper;

    /// <summary>
    /// Part of the channels that is pruned, 0 to below 1; null, the default, to choose it by the hold-out. Source: [P] chooses it.
    /// </summary>
    public double? Ratio { get; init; }

    /// <summary>
    /// Accuracy on the hold-out that must remain, 0–1: [P] prunes as far as the accuracy of NAD, so give NAD's. Null, the default: see
    /// <see cref="MaxDrop"/>.
    /// </summary>
    public double? LeastAccuracy { get; init; }

    /// <summary>Loss of hold-out accuracy that is allowed where neither of the above is given, 0–1. Default 0.04: our choice.</summary>
    public double MaxDrop { get; init; } = 0.04;

    /// <summary>
    /// How the pruned model is finetuned, its channels staying pruned; only <see cref="PruningVariant.Proper"/> does it. [P] as finetuning.
    /// </summary>
    public TrainingRecipe Recipe { get; init; } = TrainingRecipe.Paper;

    /// <inheritdoc/>
    public override string Name => "fine-pruning";

    /// <inheritdoc/>
    public override string Title => "Fine-pruning";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() => Settings.Rows(this);

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes =>
        Variant == PruningVariant.Proper ? [("Finetuning", Recipe)] : [];

    /// <inheritdoc/>
    public override DefenseOptions WithRecipes(Func<TrainingRecipe, TrainingRecipe> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Recipe = change(Recipe) };
    }

    /// <inheritdoc/>
    public override IDefense Make(Classifier? teacher = null) => new FinePruning(this);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate()
    {
        Settings.Check(this);
        Recipe.Validate();
    }
}

/// <summary>What fine-pruning ranks and prunes in a network whose last convolution is added to a shortcut.</summary>
public enum PruningVariant
{
    /// <summary>Ranked by the mean output of the last convolution; its filters are set to 0; no finetuning.</summary>
    Paper,

    /// <summary>
    /// Ranked by the mean of the final features, after the last ReLU; the same features are cut off the last layer; then finetuning.
    /// </summary>
    Proper,
}
