using System.Diagnostics;
using Nad.Data;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Audit;

/// <summary>
/// The largest margin by which free images can be of each class. A backdoor leaves its class a larger one: S = log of the largest − log of
/// the median over the classes. Needs no image at all.
/// </summary>
/// <remarks>
/// Source: Wang et al., "MM-BD: Post-training detection of backdoor attacks with arbitrary backdoor pattern types using a maximum margin
/// statistic", IEEE S&amp;P 2024.
/// </remarks>
public sealed class MarginDetector : IDetector
{
    // Source of both: the authors' code; its momentum of 0.2 never acts there, and 0.9 is our choice, for fewer steps.
    private const double Rate = 0.01, Momentum = 0.9;

    /// <inheritdoc/>
    public string Name => "margin";

    /// <inheritdoc/>
    public string Looks => "for a class that free images can belong to by a larger margin than to any other; it needs no clean image";

    /// <inheritdoc/>
    public string Misses => "backdoors with several targets, and models whose outputs were smoothed in training";

    /// <inheritdoc/>
    public IReadOnlyList<AuditFinding> Look(AuditSubject subject, AuditOptions options, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(options);
        Stopwatch clock = Stopwatch.StartNew();
        using MarginStep step =
            new(subject.Model, options.MarginStarts, subject.A.Height, subject.A.Width, Momentum, () => run.Random("audit/margin/start"));
        const int stepsOfEpoch = 10;
        int epochs = Math.Max(1, (options.MarginSteps + stepsOfEpoch - 1) / stepsOfEpoch);
        TrainingRecipe recipe = new() { Epochs = epochs, LearningRate = StepSchedule.Constant(Rate), Augmentation = Augmentation.None };
        new Trainer(recipe, run, Name).Run(step, new NoImages(stepsOfEpoch));
        float[][] margins = [.. Enumerable.Range(0, subject.Classes).Select(step.Margins)];
        double[] largest = [.. margins.Select(m => (double)m.Max())];
        int widest = Array.IndexOf(largest, largest.Max());
        return
        [
            new AuditFinding(
                Name, Name, "logits", Math.Log(Math.Max(largest[widest], Least) / Math.Max(UniversalDetector.Median(largest), Least)))
            {
                Formula = "log of the largest margin − log of the median over the classes",
                Classes = [.. largest.Select((m, t) => new ClassEvidence(t, m))],
                Class = widest,
                Seconds = clock.Elapsed.TotalSeconds,
            },
        ];
    }

    // Margins below 0 have no logarithm; a class that no free image reaches is not suspicious.
    private const double Least = 1e-3;
}
