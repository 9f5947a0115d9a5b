using System.Collections.Immutable;
using System.Globalization;
using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// How strongly each distance pulls on the weights, measured at the end of every epoch on the first training images, unchanged: the norms
/// of the
/// gradients of β_l·D_l against that of the cross-entropy. It works on a copy, so that the training is the same with and without it.
/// </summary>
/// <param name="lossOf">What is minimised, of a model on a batch.</param>
/// <param name="options">β at the taps.</param>
/// <param name="clean">Its first training images are measured.</param>
/// <param name="run">Device.</param>
internal sealed class GradientShares(Func<Classifier, Batch, StepLoss> lossOf, NadOptions options, CleanData clean, RunContext run)
{
    private const int Images = 32;

    // Below this share of the pull, in every epoch and at every tap, the run was finetuning in all but name.
    private const double Hardly = 0.01;

    /// <summary>
    /// ‖β_l ∇D_l‖ / (‖∇CE‖ + Σ_k ‖β_k ∇D_k‖) per tap, over all weights; empty where β is 0 everywhere. Where the outputs of the given model
    /// are kept, their distance counts with CE.
    /// </summary>
    internal double[] Measure(Classifier student)
    {
        ImmutableArray<double> beta = options.BetaFor(student.TapNames);
        if (beta.All(b => b == 0)) return [];
        using Classifier probe = student.Clone();
        using TensorScope scope = TensorScope.Begin();
        Batch batch = new BatchAssembler(clean.Training, run.Device).InOrder(0, Math.Min(Images, clean.Training.Count));
        StepLoss loss = lossOf(probe, batch);
        double crossEntropy = Norm(loss.Outputs is { } outputs ? loss.CrossEntropy + outputs : loss.CrossEntropy);
        double[] pull = new double[beta.Length];
        for (int l = 0; l < pull.Length; l++)
        {
            // Every weight takes part in the cross-entropy; 0 times that leaves the gradient of the distance as it is, and gives the last
            // layer one.
            if (beta[l] != 0) pull[l] = beta[l] * Norm(loss.Attention[l] + (loss.CrossEntropy * 0));
        }

        double all = crossEntropy + pull.Sum();
        return Array.ConvertAll(pull, p => all > 0 && double.IsFinite(all) ? p / all : 0);

        double Norm(Tensor part) =>
            Math.Sqrt(Autograd.Gradients(part, probe.State.Parameters, keepGraph: true).Sum(g => (g * g).Sum().Item()));
    }

    /// <summary>What a reader must know where the distances hardly acted.</summary>
    public static IEnumerable<string> Warnings(IReadOnlyList<EpochRecord> epochs, NadOptions options)
    {
        if (options.Beta.All(b => b == 0)) yield break;
        double[] sums = [.. epochs.Where(e => e.GradientShare.Length > 0).Select(e => e.GradientShare.Sum())];
        if (sums.Length > 0 && sums.Max() < Hardly)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"The distillation hardly acted: in no epoch did it make up more than {sums.Max() * 100:0.###} % of the pull on the "
                    + $"weights, so this run was plain finetuning in effect. Raise --beta, or let --method auto choose it.");
        }
    }
}
