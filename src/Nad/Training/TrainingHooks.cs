using Nad.Models;

namespace Nad.Training;

/// <summary>What takes part in a training beside its loss. Default: nothing.</summary>
public sealed record TrainingHooks
{
    /// <summary>Told of each epoch, from 0, before its first step.</summary>
    public Action<int>? EpochStarted { get; init; }

    /// <summary>Called after every step, before anything is measured: for what must hold between steps, such as weights that stay 0.</summary>
    public Action? StepEnded { get; init; }

    /// <summary>Measures, after an epoch, the share of each part of the loss in the gradient. It must not change the model.</summary>
    public Func<Classifier, double[]>? GradientShares { get; init; }
}
