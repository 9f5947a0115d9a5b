namespace Nad.Torch.Trunks;

/// <summary>A batch normalisation as the trunk takes it. All but the counter are C floats.</summary>
/// <param name="Weight">Scale γ.</param>
/// <param name="Bias">Shift β.</param>
/// <param name="RunningMean">Is updated in training.</param>
/// <param name="RunningVar">Is updated in training, by the unbiased variance.</param>
/// <param name="Tracked">Batches seen in training, one Int64.</param>
/// <param name="Epsilon">Added to the variance, above 0.</param>
/// <param name="Momentum">Part of the batch in the running statistics, 0–1.</param>
/// <param name="Before">
/// Bias of the convolution that it normalises, which the trunk's convolutions have not; null for none. It moves the mean and nothing else,
/// so its gradient is 0.
/// </param>
public sealed record TrunkNorm(
    Tensor Weight, Tensor Bias, Tensor RunningMean, Tensor RunningVar, Tensor Tracked, double Epsilon, double Momentum,
    Tensor? Before = null);
