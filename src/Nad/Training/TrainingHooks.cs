using Nad.Models;

namespace Nad.Training;

/// <summary>What takes part in a training beside its loss. Default: nothing.</summary>
public sealed record TrainingHooks
{
    /// <summary>Told of each epoch, from 0, before its first step.</summary>
    public Action<int>? EpochStarted { get; init; }

    /// <summary>
    /// Called after every step, before anything is measured: for what must hold between steps, such as weights that stay 0.
    /// </summary>
    public Action? StepEnded { get; init; }

    /// <summary>
    /// Whether the loss and <see cref="StepEnded"/> call the same operators on the same tensors at every step and draw no random number, so
    /// that a step may be recorded and repeated where that is faster (<see cref="Torch.RepeatedWork"/>). Default false.
    /// </summary>
    public bool Repeats { get; init; }

    /// <summary>Measures, after an epoch, the share of each part of the loss in the gradient. It must not change the model.</summary>
    public Func<Classifier, double[]>? GradientShares { get; init; }
}
