using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of finetuning.</summary>
public sealed record FineTuningOptions : DefenseOptions
{
    /// <summary>Its own settings, declared once; outputs and recipe have a form of their own.</summary>
    public static IReadOnlyList<Setting<FineTuningOptions>> Settings { get; } =
    [
        new Setting<FineTuningOptions, int>(
            nameof(Iterations), "iterations", "How often the training is repeated on its own output",
            ValueKind.Whole(1, 100), o => o.Iterations, (o, v) => o with { Iterations = v })
        {
            Option = "--iterations", Acts = o => o.Iterations > 1,
            Source = "[P] 1, figure 9 up to 5",
        },
    ];

    /// <summary>Default: the paper's, the same as NAD's.</summary>
    public TrainingRecipe Recipe { get; init; } = TrainingRecipe.Paper;

    /// <summary>How often the training is repeated on its own output, 1 to 100. [P] once; figure 9 up to 5.</summary>
    public int Iterations { get; init; } = 1;

    /// <summary>Whether, and how, the model is held to the outputs of the given one. Default not: [P].</summary>
    public OutputDistillation? Outputs { get; init; }

    /// <inheritdoc/>
    public override string Name => "finetune";

    /// <inheritdoc/>
    public override string Title => "Finetuning";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() =>
    [
        .. Settings.Rows(this),
        .. OutputRows(Outputs),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes => [("Finetuning", Recipe)];

    /// <inheritdoc/>
    public override IReadOnlyList<PlannedTraining> Plan(int images) =>
        [.. Enumerable.Range(1, Iterations).Select(i => PlannedTraining.Of(i == 1 ? "student" : $"student-{i}", Recipe, images))];

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate()
    {
        Settings.Check(this);
        Outputs?.Validate();
        Recipe.Validate();
    }

    /// <inheritdoc/>
    public override DefenseOptions WithRecipes(Func<TrainingRecipe, TrainingRecipe> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Recipe = change(Recipe) };
    }

    /// <inheritdoc/>
    public override IDefense Make(Classifier? teacher = null) => new FineTuning(this);
}
