// Garipov, Izmailov, Podoprikhin, Vetrov and Wilson, "Loss Surfaces, Mode Connectivity, and Fast Ensembling of DNNs", NeurIPS 2018.
using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// A curve through weight space: two ends that stay, and a bend θ between them that is trained. Every weight is on the curve, those of
/// batch normalisation too; running statistics are not, and are estimated anew for each point.
/// </summary>
public sealed class WeightCurve : IDisposable
{
    private readonly CurveShape shape;
    private readonly Classifier first, last;

    /// <summary>A curve whose bend starts half-way between the ends.</summary>
    /// <param name="shape">Its form.</param>
    /// <param name="first">The model at t = 0; copied.</param>
    /// <param name="last">The model at t = 1; copied.</param>
    public WeightCurve(CurveShape shape, Classifier first, Classifier last)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(last);
        this.shape = shape;
        this.first = first.Clone();
        this.last = last.Clone();
        Bend = first.Clone();
        Mix(Bend, 0.5, 0, 0.5);
    }

    /// <summary>θ.</summary>
    internal Classifier Bend { get; }

    /// <summary>Shares of w₀, θ and w₁ in w(t); their sum is 1.</summary>
    /// <param name="shape">Form of the curve.</param>
    /// <param name="t">0–1.</param>
    public static (double First, double Bend, double Last) Shares(CurveShape shape, double t) => shape == CurveShape.Bezier
        ? ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
        : (Math.Max(0, 1 - (2 * t)), 1 - Math.Abs((2 * t) - 1), Math.Max(0, (2 * t) - 1));

    /// <summary>The model at t, its running statistics estimated by one pass over the images, unchanged.</summary>
    /// <param name="t">0–1.</param>
    /// <param name="images">At least 2.</param>
    /// <param name="run">Device and cancellation.</param>
    /// <returns>Owned by the caller.</returns>
    public Classifier At(double t, ImageSet images, RunContext run)
    {
        Classifier model = first.Clone();
        try
        {
            Place(model, t);
            RunningStatistics.Estimate(model, images, run);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Gives a model the weights w(t); its running statistics stay.</summary>
    internal void Place(Classifier model, double t)
    {
        (double a, double b, double c) = Shares(shape, t);
        Mix(model, a, b, c);
    }

    /// <summary>Frees ends and bend.</summary>
    public void Dispose()
    {
        first.Dispose();
        last.Dispose();
        Bend.Dispose();
    }

    private void Mix(Classifier target, double a, double b, double c)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        IReadOnlyList<Tensor> w = target.State.Parameters, w0 = first.State.Parameters, bend = Bend.State.Parameters,
            w1 = last.State.Parameters;
        for (int i = 0; i < w.Count; i++) w[i].CopyInPlace((w0[i] * a) + (bend[i] * b) + (w1[i] * c));
    }
}
