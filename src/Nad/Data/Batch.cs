using Nad.Torch;

namespace Nad.Data;

/// <summary>Images and labels of one step, on the device.</summary>
/// <param name="Images">N×3×H×W, Float32 in [0, 1], channels last in memory.</param>
/// <param name="Labels">N class indices, Int64.</param>
public sealed record Batch(Tensor Images, Tensor Labels);
