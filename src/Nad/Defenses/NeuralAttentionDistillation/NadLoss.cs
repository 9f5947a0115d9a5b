// Li et al., ICLR 2021, equation 3.
using System.Collections.Immutable;
using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>What the student minimises: L = L_CE(s(x), y) + Σ_l β_l · D(A(s_l), A(t_l)).</summary>
/// <param name="options">β, taps, attention operator and form of the distance.</param>
internal sealed class NadLoss(NadOptions options)
{
    /// <summary>Equation 3 on one batch.</summary>
    /// <param name="student">Trained: batch statistics, gradients to every parameter.</param>
    /// <param name="teacher">Frozen: running statistics, and no gradient flows into it.</param>
    /// <param name="batch">The same augmented images for both.</param>
    public StepLoss Of(Classifier student, Classifier teacher, Batch batch)
    {
        ImmutableArray<double> beta = options.BetaFor(student.TapNames);
        if (beta.All(b => b == 0)) return SupervisedLoss.Of(student, batch);
        Activations s = student.Forward(batch.Images, Mode.Training, Form);
        Tensor crossEntropy = Functional.CrossEntropy(s.Logits, batch.Labels);

        Tensor[] t = Frozen(teacher, batch);
        Tensor total = crossEntropy;
        Tensor[] distances = new Tensor[t.Length];
        for (int l = 0; l < t.Length; l++)
        {
            distances[l] = AttentionMap.Distance(Attention(s.Groups[l]), t[l], options.Loss);
            if (beta[l] != 0) total += beta[l] * distances[l];
        }

        return new StepLoss(total, crossEntropy, distances) { Logits = s.Logits };
    }

    // The paper's own attention, Σ_c F_c², is summed where the features lie; other operators need the features themselves.
    private TapForm Form => options is { Power: 2, Attention: AttentionOperator.Sum } ? TapForm.Squares : TapForm.Features;

    private Tensor[] Frozen(Classifier teacher, Batch batch)
    {
        using Autograd.NoGradScope off = Autograd.NoGrad();
        return [.. teacher.Groups(batch.Images, Mode.Inference, Form).Select(Attention)];
    }

    // A(F), flattened and of length 1                                                          (equations 1 and 2)
    private Tensor Attention(Tensor tap) =>
        Form == TapForm.Squares ? AttentionMap.Normalised(tap) : AttentionMap.Of(tap, options.Power, options.Attention);
}
