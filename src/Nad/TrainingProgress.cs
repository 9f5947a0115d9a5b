namespace Nad;

/// <summary>Where a training is, for whoever shows it.</summary>
/// <param name="Phase">Which training, such as <c>teacher</c>.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Epochs">Of so many.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="Steps">Of so many.</param>
/// <param name="Loss">Mean loss of the epoch so far.</param>
/// <param name="CrossEntropy">Its cross-entropy part.</param>
/// <param name="Attention">Mean distance per tap so far, before β; empty where nothing is distilled.</param>
/// <param name="ImagesPerSecond">Of this epoch so far.</param>
/// <param name="Finished">The record of the epoch, once it is over.</param>
public sealed record TrainingProgress(
    string Phase, int Epoch, int Epochs, int Step, int Steps, double Loss, double CrossEntropy, double[] Attention, double ImagesPerSecond,
    Defenses.EpochRecord? Finished = null);
