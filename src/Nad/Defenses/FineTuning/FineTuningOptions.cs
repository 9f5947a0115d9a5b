using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of finetuning.</summary>
public sealed record FineTuningOptions : DefenseOptions
{
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
    public override IReadOnlyList<(string Name, string Value, string? Note)> Rows() =>
    [
        .. Iterations == 1 ? [] : new (string, string, string?)[] { ("iterations", Text(Iterations), null) },
        .. OutputRows(Outputs),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes => [("Finetuning", Recipe)];

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate()
    {
        if (Iterations is < 1 or > 100) throw new NadException($"The number of iterations must be 1 to 100, but is {Iterations}.");
        Outputs?.Validate();
        Recipe.Validate();
    }

    /// <inheritdoc/>
    public override IDefense Make(Classifier? teacher = null) => new FineTuning(this);
}
