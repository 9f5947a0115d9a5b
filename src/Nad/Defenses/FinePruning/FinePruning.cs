// Liu, Dolan-Gavitt and Garg, "Fine-Pruning: Defending Against Backdooring Attacks on Deep Neural Networks", RAID 2018.
using System.Diagnostics;
using System.Globalization;
using Nad.Evaluation;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// Cuts off the channels that sleep on clean images, as many as the hold-out bears, and, in its proper form, finetunes what is left.
/// </summary>
public sealed class FinePruning(FinePruningOptions options) : IDefense
{
    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public DefenseResult Erase(Classifier backdoored, CleanData clean, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(backdoored);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(run);
        options.Validate();
        Stopwatch clock = Stopwatch.StartNew();
        CollapseGuard guard = new(backdoored, clean, options.CollapseLimit, run);
        int[] order = ChannelRanking.Ascending(backdoored, clean.Training, options.Variant, run);
        Selection selection = Choose(backdoored, order, clean, run);

        Classifier model = backdoored.Clone();
        try
        {
            PrunedChannels pruned = new(model, options.Variant, order);
            pruned.Extend((int)selection.Value);
            TrainedModel trained = options.Variant == PruningVariant.Paper
                ? new TrainedModel([], selection.Chosen.ValAcc, [], [])
                : Train.Run(model, clean, options.Recipe, run, "student", (batch, _) => SupervisedLoss.Of(model, batch), new TrainingHooks
                {
                    StepEnded = pruned.Hold,
                    Repeats = true
                });
            guard.CheckAccuracy(trained.Accuracy, "pruned model");
            return new DefenseResult(model, null, trained.Epochs, 0, clock.Elapsed.TotalSeconds)
            {
                Selections = [selection, .. trained.Selections],
                Warnings = trained.Warnings
            };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // The largest number of channels without which the accuracy on the hold-out is high enough.
    private Selection Choose(Classifier model, int[] order, CleanData clean, RunContext run)
    {
        int? given = options.Ratio is { } ratio ? (int)Math.Round(ratio * order.Length) : null;
        if (clean.HoldOut is null && given is null)
            throw new NadException(
                "How much to prune is chosen by clean images held out, but there are too few images to hold any out. "
                + "Give more clean images, or the ratio.");

        using Classifier trial = model.Clone();
        PrunedChannels pruned = new(trial, options.Variant, order);
        if (given is { } fixedCount)
        {
            pruned.Extend(fixedCount);
            return new Selection(
                "pruned channels",
                fixedCount,
                $"The ratio was given: {fixedCount} of {order.Length} channels.",
                [new Candidate(fixedCount, Accuracy(trial, clean, run))]);
        }

        List<Candidate> tried = [];
        for (int count = 0; count < order.Length; count++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            pruned.Extend(count);
            tried.Add(new Candidate(count, Accuracy(trial, clean, run)));
        }

        double least = options.LeastAccuracy ?? (tried[0].ValAcc - options.MaxDrop);
        Candidate chosen = tried.FindLast(c => c.ValAcc >= least) ?? tried[0];
        string reason = chosen.ValAcc >= least
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Without {chosen.Value} of {order.Length} channels, the most that is possible, the hold-out accuracy is "
                    + $"{chosen.ValAcc:P1}; at least {least:P1} had to remain.")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"No channel was pruned, because the hold-out accuracy of the given model, {chosen.ValAcc:P1}, is already below the "
                    + $"{least:P1} that had to remain.");
        return new Selection("pruned channels", chosen.Value, reason, tried);
    }

    private static double Accuracy(Classifier model, CleanData clean, RunContext run) =>
        clean.HoldOut is null ? double.NaN : new Evaluator(run.Device).Accuracy(model, clean.HoldOut).Value;
}
