using Nad.Defenses;

namespace Nad.Training;

/// <summary>What is known of a training that ended.</summary>
/// <param name="Epochs">Its records.</param>
/// <param name="Accuracy">On the hold-out, of the epoch whose weights the model has; NaN without a hold-out.</param>
/// <param name="Selections">The choice of the epoch, where one was made.</param>
/// <param name="Warnings">What went wrong and was mended.</param>
internal sealed record TrainedModel(
    IReadOnlyList<EpochRecord> Epochs, double Accuracy, IReadOnlyList<Selection> Selections, IReadOnlyList<string> Warnings);
