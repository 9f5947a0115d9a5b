using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of finetuning.</summary>
public sealed record FineTuningOptions
{
    /// <summary>Default: the paper's, the same as NAD's.</summary>
    public TrainingRecipe Recipe { get; init; } = TrainingRecipe.Paper;

    /// <summary>Largest loss of hold-out accuracy that is let through, 0–1. Default 0.3: our choice.</summary>
    public double CollapseLimit { get; init; } = 0.3;
}
