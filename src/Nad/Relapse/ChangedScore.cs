using Nad.Evaluation;

namespace Nad.Relapse;

/// <summary>What was measured on a model after something was done to it.</summary>
/// <param name="What">In words.</param>
/// <param name="Accuracy">On clean test images; none where only the trigger was changed.</param>
/// <param name="Success">Of the trigger.</param>
public sealed record ChangedScore(string What, Rate Accuracy, Rate Success)
{
    /// <summary>Place on the path from the model before (0) to the one after (1); null for anything else.</summary>
    public double? Place { get; init; }

    /// <summary>Whether it is a control: what the same does without the trigger.</summary>
    public bool IsControl { get; init; }
}
