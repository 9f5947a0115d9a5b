using Nad.Files.Checkpoints;

namespace Nad.Training;

/// <summary>The weights of a training as they were after a good epoch.</summary>
/// <param name="Phase">Name of the training.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Accuracy">On the hold-out, 0–1; NaN without one.</param>
/// <param name="Weights">All tensors of the model.</param>
public sealed record GoodWeights(string Phase, int Epoch, double Accuracy, IReadOnlyList<NamedTensor> Weights);
