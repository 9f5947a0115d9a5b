using Nad.Evaluation;

namespace Nad.Experiments;

/// <summary>Whether the given model and the clean images fit, before anything was trained.</summary>
/// <param name="Acc">Accuracy of the given model on clean images, 0–1.</param>
/// <param name="Images">On how many.</param>
/// <param name="AtChance">Whether that is at or near chance; null where there are too few images to tell.</param>
/// <param name="OnlyAnswer">The class that the model answers whatever it sees; null where it answers several.</param>
/// <param name="Claimed">What the model's file says of its accuracy, 0–1; null where it says nothing.</param>
/// <param name="ModelClasses">
/// For each class of the images, the model's class that fits far better; null where the order as it is fits.
/// </param>
/// <param name="Scaling">The scaling of the inputs that fits far better; null where none does.</param>
public sealed record FitEntry(
    double Acc, int Images, bool? AtChance, int? OnlyAnswer, double? Claimed, IReadOnlyList<int>? ModelClasses, string? Scaling)
{
    internal static FitEntry Of(ModelFit fit) => new(
        fit.Answers.Accuracy.Value, fit.Answers.Count, fit.AtChance, fit.OnlyAnswer, fit.Claim?.Value, fit.Order?.ModelClass,
        fit.Scaling is ({ } scaling, _) ? $"{scaling.Name} ({scaling.Numbers})" : null);
}
