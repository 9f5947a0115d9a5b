using System.Globalization;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;

namespace Nad.Training;

/// <summary>
/// Watches a training by its accuracy on the hold-out: remembers the weights of the best epoch (the latest, where several are best), says
/// when to stop, and puts those weights back, unless the rule is content with the last.
/// </summary>
/// <param name="model">The model that is trained.</param>
/// <param name="rule">When to stop, and which epoch is kept.</param>
/// <param name="heldOut">Number of held-out images, ≥ 1.</param>
internal sealed class BestEpoch(Classifier model, StoppingRule rule, int heldOut) : IDisposable
{
    private readonly List<EpochRecord> records = [];
    private Classifier? weights;
    private string? failure, why;

    /// <summary>Number of the epoch that is kept, from 1: the best so far; 0 before the first.</summary>
    public int Epoch { get; private set; }

    /// <summary>Accuracy of the epoch that is kept.</summary>
    public double Accuracy { get; private set; } = double.NegativeInfinity;

    /// <summary>A watcher where the rule asks for one and there is a hold-out to watch.</summary>
    public static BestEpoch? For(Classifier model, TrainingRecipe recipe, CleanData data) =>
        recipe.Stopping is { } rule && data.HoldOut is not null ? new BestEpoch(model, rule, data.HoldOut.Count) : null;

    /// <summary>After an epoch.</summary>
    /// <returns>True where the training should end.</returns>
    public bool Add(EpochRecord record)
    {
        records.Add(record);
        if (record.ValAcc >= Accuracy)
        {
            (Epoch, Accuracy) = (record.Epoch, record.ValAcc);
            weights ??= model.Clone();
            weights.State.CopyFrom(model.State);
        }

        return rule.Early && ShouldStop([.. records.Select(r => r.ValAcc)]);
    }

    /// <summary>Goes on after epochs that an interrupted run has finished.</summary>
    /// <param name="finished">Their records; none where nothing was interrupted.</param>
    /// <param name="best">Weights of the best of them; null where there is none.</param>
    /// <returns>True where the training had ended with them.</returns>
    public bool Restore(IReadOnlyList<EpochRecord> finished, GoodWeights? best)
    {
        if (best is null) return false;
        records.AddRange(finished);
        (Epoch, Accuracy) = (best.Epoch, best.Accuracy);
        weights ??= model.Clone();
        weights.State.Import(best.Weights);
        return rule.Early && ShouldStop([.. records.Select(r => r.ValAcc)]);
    }

    /// <summary>
    /// Runs the training and leaves the model with the weights of the epoch that is kept, also where a later epoch failed.
    /// </summary>
    /// <param name="training">Calls <see cref="Add"/> after every epoch.</param>
    /// <returns>The records of the epochs that ended well.</returns>
    /// <exception cref="TrainingFailedException">No epoch ended well.</exception>
    public IReadOnlyList<EpochRecord> Protect(Func<IReadOnlyList<EpochRecord>> training)
    {
        IReadOnlyList<EpochRecord> all = records;
        try
        {
            all = training();
        }
        catch (TrainingFailedException e) when (weights is not null)
        {
            failure = e.Message;
        }

        if (weights is not null && !LastIsKept(all)) model.State.CopyFrom(weights.State);
        return all;
    }

    private bool LastIsKept(IReadOnlyList<EpochRecord> all)
    {
        if (rule.LastErrors is not { } errors || failure is not null || all[^1].Epoch == Epoch) return false;
        double least = Rate.AtLeast(Accuracy, heldOut, errors);
        if (all[^1].ValAcc < least) return false;
        why = string.Create(
            CultureInfo.InvariantCulture,
            $"is not below {least * 100:0.0} % ({errors:0.##} standard error{(errors == 1 ? "" : "s")} of {heldOut} images below the "
                + $"{Accuracy * 100:0.0} % of epoch {Epoch}), and the last is kept where it is not");
        (Epoch, Accuracy) = (all[^1].Epoch, all[^1].ValAcc);
        return true;
    }

    /// <summary>What was chosen and why.</summary>
    /// <param name="planned">Epochs of the recipe.</param>
    /// <param name="phase">Name of the training.</param>
    public Selection Choice(int planned, string phase)
    {
        string ran = failure is not null ? $"epoch {records.Count + 1} failed and was rolled back"
            : records.Count < planned ? $"training ended after epoch {records.Count} of {planned}, because {rule.Patience} epochs had "
                + $"brought no improvement of {(rule.MinDelta * 100).ToString("0.##", CultureInfo.InvariantCulture)} points"
            : $"all {planned} epochs were run";
        string reason = string.Create(
            CultureInfo.InvariantCulture,
            $"Of the {phase}, epoch {Epoch} was kept: its hold-out accuracy, {Accuracy * 100:0.0} %, {why ?? "is the highest"}; {ran}.");
        return new Selection($"epoch of the {phase}", Epoch, reason, [.. records.Select(r => new Candidate(r.Epoch, r.ValAcc))]);
    }

    /// <summary>What went wrong after the best epoch; null where nothing did.</summary>
    public string? Warning => failure is null ? null : $"The training was rolled back to epoch {Epoch}: {failure}";

    /// <summary>
    /// Whether none of the last epochs, as many as the patience, beat the best before them by what counts as an improvement.
    /// </summary>
    internal bool ShouldStop(IReadOnlyList<double> accuracies)
    {
        if (accuracies.Count < rule.AtLeast || accuracies.Count <= rule.Patience) return false;
        double before = accuracies.SkipLast(rule.Patience).Max();
        return accuracies.TakeLast(rule.Patience).Max() < before + rule.MinDelta;
    }

    /// <summary>Frees the remembered weights.</summary>
    public void Dispose() => weights?.Dispose();
}
