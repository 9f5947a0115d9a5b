using System.Diagnostics;
using Nad.Data;
using Nad.Evaluation;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Audit;

/// <summary>
/// For every class the smallest universal change that sends clean images there, found on half A and judged on half B. With a backdoor its
/// class needs far less than the others: S = median over classes of log size − its minimum.
/// </summary>
/// <remarks>Source: Wang et al., "Neural Cleanse", IEEE S&amp;P 2019; the rule of outliers there is replaced by calibration.</remarks>
public sealed class UniversalDetector(PatternFamily family) : IDetector
{
    private const int RandomPatterns = 3;

    /// <inheritdoc/>
    public string Name => $"universal-{family.Name}";

    /// <inheritdoc/>
    public string Looks =>
        family is PatchFamily
            ? "for each class the smallest patch that sends other images there"
            : "for each class the weakest pattern that, added to other images, sends them there";

    /// <inheritdoc/>
    public string Misses =>
        "triggers that differ from image to image, those that work on one source class only, and, as measured, all-to-all backdoors";

    /// <inheritdoc/>
    public IReadOnlyList<AuditFinding> Look(AuditSubject subject, AuditOptions options, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        Stopwatch clock = Stopwatch.StartNew();
        ClassEvidence[] found = [.. Search(subject, [.. Enumerable.Range(0, subject.Classes), Goal.Away], options, run, family.Name)];
        ClassEvidence[] classes = found[..^1];
        double[] z = [.. classes.Select(c => Math.Log(c.Value))];
        int smallest = Array.IndexOf(z, z.Min());
        (double concentration, int targets) = Concentration(subject, found[^1].Pattern!, run);
        double median = Median(z);
        return
        [
            new AuditFinding(Name, family.Name, family.Unit, median - z[smallest])
            {
                Formula = "log of the median size over the classes − log of the smallest",
                Classes = classes,
                Away = found[^1],
                Class = smallest,
                Seconds = clock.Elapsed.TotalSeconds,
                Details = new Dictionary<string, double> { ["median size"] = Math.Exp(median) },
            },
            new AuditFinding(Name, $"{family.Name}-away", family.Unit, median - Math.Log(found[^1].Value))
            {
                Formula = "log of the median size over the classes − log of the size that sends images anywhere else",
                Away = found[^1],
                Details = new Dictionary<string, double> { ["row concentration"] = concentration, ["classes reached"] = targets },
            },
        ];
    }

    /// <summary>Searches for the smallest change for each goal, all at once.</summary>
    /// <param name="subject">The model and the images.</param>
    /// <param name="goals">Classes, or <see cref="Goal.Away"/>.</param>
    /// <param name="options">How long.</param>
    /// <param name="run">Seed of the streams <c>audit/…</c>; progress.</param>
    /// <param name="phase">Name of the training.</param>
    internal IEnumerable<ClassEvidence> Search(
        AuditSubject subject, IReadOnlyList<int> goals, AuditOptions options, RunContext run, string phase)
    {
        using UniversalStep step = new(subject, family, goals, options, () => run.Random($"audit/{family.Name}/start"));
        BatchAssembler source = new(subject.A, run.Device);
        int steps = ((IBatchSource)source).Steps(options.Batch), epochs = Math.Max(1, (options.SearchSteps + steps - 1) / steps);
        TrainingRecipe recipe = new()
        {
            Epochs = epochs,
            BatchSize = options.Batch,
            LearningRate = new CosineSchedule(options.SearchRate, epochs),
            Augmentation = Augmentation.None
        };
        new Trainer(recipe, run, phase).Run(step, source);
        IReadOnlyList<(int Goal, RecoveredPattern Pattern, double Size)> found = step.Found();
        int[] order = [.. found.Where(f => f.Goal != Goal.Away).OrderBy(f => f.Size).Select(f => f.Goal)];
        // Random patterns for those that are spoken of: the class that needs least, the median class, and the search away.
        int[] controlled = [order.Length == 0 ? Goal.Away : order[0], order.Length == 0 ? Goal.Away : order[order.Length / 2], Goal.Away];
        foreach ((int goal, RecoveredPattern pattern, double size) in found)
        {
            yield return new ClassEvidence(goal, size)
            {
                Pattern = pattern,
                SuccessA = subject.Success(subject.A, goal, pattern.Apply, run),
                SuccessB = subject.Success(subject.B, goal, pattern.Apply, run),
                SuccessRandom = controlled.Contains(goal) ? Random(subject, goal, pattern, run) : null,
            };
        }
    }

    /// <summary>What the patterns of the size do whose numbers stand in random places: the control of each success.</summary>
    internal static Rate Random(AuditSubject subject, int goal, RecoveredPattern pattern, RunContext run)
    {
        RandomStream random = run.Random("audit/random patterns");
        int hits = 0, trials = 0;
        for (int i = 0; i < RandomPatterns; i++)
        {
            Rate rate = subject.Success(subject.B, goal, pattern.Shuffled(random).Apply, run);
            (hits, trials) = (hits + rate.Hits, trials + rate.Trials);
        }

        return new Rate(hits, trials);
    }

    /// <summary>
    /// Where images go that leave their class: the mean over classes of the largest share of one other class, and how many classes are such
    /// largest shares.
    /// </summary>
    internal static (double Concentration, int Targets) Concentration(AuditSubject subject, RecoveredPattern pattern, RunContext run)
    {
        int[] after = subject.Answers(subject.B, pattern.Apply, run);
        int[,] moved = new int[subject.Classes, subject.Classes];
        for (int i = 0; i < after.Length; i++)
        {
            if (after[i] != subject.B.Labels[i]) moved[subject.B.Labels[i], after[i]]++;
        }

        List<double> shares = [];
        HashSet<int> targets = [];
        for (int from = 0; from < subject.Classes; from++)
        {
            int[] row = [.. Enumerable.Range(0, subject.Classes).Select(to => moved[from, to])];
            if (row.Sum() == 0) continue;
            shares.Add((double)row.Max() / row.Sum());
            targets.Add(Array.IndexOf(row, row.Max()));
        }

        return (shares.Count == 0 ? 0 : shares.Average(), targets.Count);
    }

    internal static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
