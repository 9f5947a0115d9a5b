// Garipov et al., "Loss Surfaces, Mode Connectivity, and Fast Ensembling of DNNs", NeurIPS 2018: the straight line.
using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Training;

namespace Nad.Relapse;

/// <summary>
/// The straight path between two models of one architecture: w(t) = (1 − t)·w₀ + t·w₁ for every tensor, running statistics too.
/// </summary>
public static class WeightPath
{
    /// <summary>Whether there is one: the same tensors of the same shapes.</summary>
    public static bool Exists(Classifier before, Classifier after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return before.Architecture == after.Architecture
            && before.State.Entries
                .Select(e => Shape(e.Name, e.Tensor))
                .SequenceEqual(after.State.Entries.Select(e => Shape(e.Name, e.Tensor)), StringComparer.Ordinal);
    }

    /// <summary>The model at t; at 0 and 1 the very bits of the ends.</summary>
    /// <param name="before">w₀.</param>
    /// <param name="after">w₁.</param>
    /// <param name="t">0–1.</param>
    /// <returns>Owned by the caller.</returns>
    public static Classifier At(Classifier before, Classifier after, double t)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        Classifier model = (t < 1 ? before : after).Clone();
        if (t is <= 0 or >= 1) return model;
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        foreach (((_, Tensor target), (_, Tensor end)) in model.State.Entries.Zip(after.State.Entries))
            target.CopyInPlace((target * (1 - t)) + (end * t));
        return model;
    }

    /// <summary>
    /// The same with the running statistics of its batch normalisations estimated anew: those of the mixed weights are no mixture.
    /// </summary>
    /// <param name="model">Changed.</param>
    /// <param name="images">At least 2.</param>
    /// <param name="run">Device and cancellation.</param>
    public static void EstimateStatistics(Classifier model, ImageSet images, RunContext run) =>
        RunningStatistics.Estimate(model, images, run);

    private static string Shape(string name, Tensor tensor) => $"{name} {tensor.ShapeText}";
}
