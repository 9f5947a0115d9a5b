using Nad.Evaluation;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Refuses to hand out a model that has forgotten its task: compares the accuracy on the hold-out before and after.</summary>
internal sealed class CollapseGuard
{
    private readonly CleanData clean;
    private readonly double limit, before;

    /// <param name="before">Accuracy of the given model on the hold-out, 0–1; NaN without one.</param>
    /// <param name="clean">Its hold-out is counted.</param>
    /// <param name="limit">Largest loss of accuracy that is let through, 0–1.</param>
    public CollapseGuard(double before, CleanData clean, double limit) => (this.before, this.clean, this.limit) = (before, clean, limit);

    /// <param name="model">As it was given.</param>
    /// <param name="clean">Its hold-out is used; without one nothing is checked.</param>
    /// <param name="limit">Largest loss of accuracy that is let through, 0–1.</param>
    /// <param name="run">Device.</param>
    public CollapseGuard(Classifier model, CleanData clean, double limit, RunContext run)
        : this(clean.HoldOut is null ? double.NaN : new Evaluator(run.Device).Accuracy(model, clean.HoldOut).Value, clean, limit)
    {
    }

    /// <param name="after">Accuracy of the model on the hold-out, 0–1.</param>
    /// <param name="phase">Name of the model in the message.</param>
    /// <exception cref="TrainingFailedException">The accuracy has fallen by more than the limit.</exception>
    public void CheckAccuracy(double after, string phase)
    {
        if (clean.HoldOut is null) return;
        if (before - after > limit)
        {
            throw new TrainingFailedException(
                $"The accuracy of the {phase} on {clean.HoldOut.Count} clean images held out collapsed from {before:P1} to {after:P1}. "
                    + "The model that was given is untouched. " +
                    "Use a lower --beta or --lr, or more clean images; --collapse-limit 100 keeps such a model anyway.",
                leastAccuracy: before - limit);
        }
    }
}
