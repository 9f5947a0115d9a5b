using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Attacks;

/// <summary>
/// Adversarial selection: every round poisons a part of the target class with some reflections, trains a fresh model for a short time, and
/// weighs each reflection used by the number of other images that it makes the model mistake; the rest get the median. The heaviest are
/// kept.
/// </summary>
/// <remarks>
/// Source: Liu et al., ECCV 2020, section 3.3 and reference code (16 rounds, 200 candidates, 0.4 of the class, the same start each round).
/// </remarks>
internal sealed class ReflectionSelection(RefoolOptions options, AttackContext context)
{
    private const int TrialImages = 5000, JudgeImages = 200, BatchSize = 128;

    public IReadOnlyList<Reflection> Choose(List<Reflection> candidates)
    {
        double[] weights = [.. candidates.Select(_ => 1.0)];
        RandomStream random = context.Run.Random("attack/selection");
        for (int round = 0; round < options.Rounds; round++)
        {
            context.Stage?.Invoke($"selecting reflections, round {round + 1} of {options.Rounds}");
            int[] used = Sample(weights, random);
            double[] mistakes = Judge([.. used.Select(i => candidates[i])], random);
            double median = mistakes.Order().ElementAt(mistakes.Length / 2);
            for (int i = 0; i < weights.Length; i++)
                weights[i] = Math.Max(1e-3, Array.IndexOf(used, i) is >= 0 and int k ? mistakes[k] : median);
        }

        return [.. Enumerable.Range(0, candidates.Count)
            .OrderByDescending(i => weights[i])
            .ThenBy(i => i)
            .Take(options.Kept)
            .Select(i => candidates[i])];
    }

    // As many as are kept, without replacement, each in proportion to its weight.
    private int[] Sample(double[] weights, RandomStream random)
    {
        List<int> left = [.. Enumerable.Range(0, weights.Length)], drawn = [];
        while (drawn.Count < options.Kept && left.Count > 0)
        {
            double at = random.NextDouble() * left.Sum(i => weights[i]);
            int chosen = left[^1];
            foreach (int i in left)
            {
                at -= weights[i];
                if (at >= 0) continue;
                chosen = i;
                break;
            }

            left.Remove(chosen);
            drawn.Add(chosen);
        }

        return [.. drawn];
    }

    private double[] Judge(Reflection[] used, RandomStream random)
    {
        ImageSet all = context.Images;
        int[] order = random.Permutation(all.Count);
        ImageSet trial = all.Subset(order.AsSpan(0, Math.Min(TrialImages, order.Length)));
        ReflectionTrigger trigger = new(all.Height, all.Width, used);
        int[] targets = [.. Enumerable.Range(0, trial.Count).Where(i => trial.Labels[i] == options.Target)];
        for (int k = 0; k < (int)(options.TrialRate * targets.Length); k++)
            trigger.Apply(trial.Edit(targets[k]), trial.Height, trial.Width, k);

        // Images that the trial did not train on judge it, where there are any.
        ImageSet judged = all.Subset([.. order.Reverse().Where(i => all.Labels[i] != options.Target).Take(JudgeImages)]);
        using Classifier model = context.ShortTrial!(trial);
        return [.. used.Select(r => (double)Mistakes(model, new ReflectionTrigger(all.Height, all.Width, [r]).Stamp(judged)))];
    }

    private int Mistakes(Classifier model, ImageSet images)
    {
        using Autograd.NoGradScope off = Autograd.NoGrad();
        BatchAssembler assembler = new(images, model.Device);
        int mistakes = 0;
        for (int start = 0; start < images.Count; start += BatchSize)
        {
            context.Run.Cancellation.ThrowIfCancellationRequested();
            using TensorScope scope = TensorScope.Begin();
            long[] predicted = model
                .Forward(assembler.InOrder(start, Math.Min(BatchSize, images.Count - start)).Images, Mode.Inference, TapForm.None).Logits
                .ArgMax(1).ToLongs();
            for (int i = 0; i < predicted.Length; i++) mistakes += predicted[i] == images.Labels[start + i] ? 0 : 1;
        }

        return mistakes;
    }
}
