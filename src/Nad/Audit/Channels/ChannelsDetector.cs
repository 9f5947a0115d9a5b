using System.Diagnostics;
using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Audit;

/// <summary>
/// Two looks at single channels: the largest z of a channel's Lipschitz constant within its layer, and where the model's answers go when
/// all normalisations are disturbed against it.
/// </summary>
/// <remarks>
/// Sources: Zheng et al., ECCV 2022; Xu et al., "BAN: Detecting backdoors activated by adversarial neuron noise", NeurIPS 2024.
/// </remarks>
public sealed class ChannelsDetector : IDetector
{
    private const double Noise = 0.3;                                       // of every scale and shift; Xu et al.
    private const int Batch = 64;

    /// <inheritdoc/>
    public string Name => "channels";

    /// <inheritdoc/>
    public string Looks =>
        "for channels that amplify far more than their layer, and for a class that the answers fall to when normalisations are disturbed";

    /// <inheritdoc/>
    public string Misses => "backdoors that are spread over many channels, as those of blended pictures are";

    /// <inheritdoc/>
    public IReadOnlyList<AuditFinding> Look(AuditSubject subject, AuditOptions options, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        Stopwatch clock = Stopwatch.StartNew();
        List<AuditFinding> found = [];
        if (LargestZ(subject.Model) is { } z)
        {
            found.Add(new AuditFinding(Name, "lipschitz", "standard deviations", z)
            {
                Formula = "the largest z of a channel's Lipschitz constant within its layer",
                Seconds = clock.Elapsed.TotalSeconds
            });
        }

        if (ChannelPair.Normalisations(subject.Model).Count == 0) return found;
        clock.Restart();
        double[] shares = Probe(subject, options.NoiseRestarts, run);
        int most = Array.IndexOf(shares, shares.Max());
        found.Add(new AuditFinding(Name, "noise", "share of the wrong answers", shares[most])
        {
            Formula = "share of the most frequent class among the wrong answers of the disturbed model, the mean of all restarts",
            Classes = [.. shares.Select((s, t) => new ClassEvidence(t, s))],
            Class = most,
            Seconds = clock.Elapsed.TotalSeconds,
        });
        return found;
    }

    /// <summary>max over layers and channels of (L_c − mean)/std, the std unbiased; null where no layer has channels that differ.</summary>
    public static double? LargestZ(Classifier model)
    {
        double? largest = null;
        foreach (ChannelPair pair in ChannelPair.Of(model))
        {
            double[] l = pair.Lipschitz(model);
            double mean = l.Average(), std = Math.Sqrt(l.Sum(x => (x - mean) * (x - mean)) / Math.Max(1, l.Length - 1));
            if (std > 0) largest = Math.Max(largest ?? double.NegativeInfinity, (l.Max() - mean) / std);
        }

        return largest;
    }

    /// <summary>
    /// The share of each class among the wrong answers of the disturbed model: one sign step up the loss from random noise, several times.
    /// </summary>
    internal static double[] Probe(AuditSubject subject, int restarts, RunContext run)
    {
        double[] shares = new double[subject.Classes];
        RandomStream random = run.Random("audit/noise");
        for (int r = 0; r < restarts; r++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            using Classifier noisy = subject.Model.Clone();
            Disturb(noisy, subject, random, run);
            int[] after = (subject with { Model = noisy }).Answers(subject.A, null, run);
            int[] wrong = new int[subject.Classes];
            for (int i = 0; i < after.Length; i++)
            {
                if (after[i] != subject.A.Labels[i]) wrong[after[i]]++;
            }

            int all = wrong.Sum();
            for (int t = 0; t < wrong.Length && all > 0; t++) shares[t] += (double)wrong[t] / all / restarts;
        }

        return shares;
    }

    // w ← w₀·(1 + clip(u + ε·sign ∂CE/∂u, −ε, ε)), u uniform in −ε … ε: what the step makes of a sign is ε or, against it, u + ε or u − ε.
    private static void Disturb(Classifier noisy, AuditSubject subject, RandomStream random, RunContext run)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor[] weights = [.. ChannelPair.Normalisations(noisy).SelectMany(n => (string[])[n.Scale, n.Shift]).Select(n => noisy.State[n])];
        float[][] before = [.. weights.Select(w => w.ToFloats())],
            u = [.. before.Select(w => w.Select(_ => (float)(Noise * ((2 * random.NextDouble()) - 1))).ToArray())];
        Put();
        float[][] gradient = [.. before.Select(w => new float[w.Length])];
        BatchAssembler source = new(subject.A, run.Device);
        for (int start = 0; start < subject.A.Count; start += Batch)
        {
            using TensorScope each = TensorScope.Begin();
            Batch batch = source.InOrder(start, Math.Min(Batch, subject.A.Count - start));
            Tensor loss = Functional.CrossEntropy(
                    noisy.Forward(batch.Images, Mode.Inference, TapForm.None).Logits, batch.Labels) * batch.Labels.Count;
            Tensor[] g = Autograd.Gradients(loss, weights);
            for (int k = 0; k < g.Length; k++)
            {
                float[] values = g[k].ToFloats();
                for (int i = 0; i < values.Length; i++) gradient[k][i] += values[i] * before[k][i];
            }
        }

        for (int k = 0; k < u.Length; k++)
        {
            for (int i = 0; i < u[k].Length; i++)
                u[k][i] = (float)Math.Clamp(u[k][i] + (Noise * MathF.Sign(gradient[k][i])), -Noise, Noise);
        }

        Put();

        void Put()
        {
            using TensorScope each = TensorScope.Begin();
            using Autograd.NoGradScope off = Autograd.NoGrad();
            for (int k = 0; k < weights.Length; k++)
            {
                float[] values = [.. before[k].Select((w, i) => w * (1 + u[k][i]))];
                weights[k].CopyInPlace(Tensor.From(values, values.Length));
            }
        }
    }
}
