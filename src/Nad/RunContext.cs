using Nad.Data;
using Nad.Torch;
using Nad.Torch.Trunks;

namespace Nad;

/// <summary>
/// What a run brings along: its seed (the only source of randomness), its device, who is told of progress, and when to stop.
/// </summary>
public sealed record RunContext
{
    /// <summary>Every random stream of the run derives from it. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Where tensors live. Default: the processor.</summary>
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>How convolutions are computed in training. Default: Float32. What is measured is always Float32.</summary>
    public Precision Precision { get; init; }

    /// <summary>Told of every step; null where nobody listens.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>
    /// Called after every epoch with its record and the model as it is. For whoever watches (curves of an experiment); it must not change
    /// the model, which goes on being trained.
    /// </summary>
    public Action<Defenses.EpochRecord, Models.Classifier>? EpochEnded { get; init; }

    /// <summary>Ends the run between two steps.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Where trainings leave their state and find it again; null where they are not to be resumed.</summary>
    public Training.TrainingCheckpoints? Checkpoints { get; init; }

    /// <summary>
    /// Whether the run only checks everything: the first training ends it by a <see cref="Training.DryRunEndedException"/>.
    /// </summary>
    public bool IsDry { get; init; }

    /// <summary>Memory for decoded images; null: the usual.</summary>
    public ImageMemory? Images { get; init; }

    /// <summary>Told of every epoch, so that the number of threads suits the machine; null where it is fixed.</summary>
    public ThreadWatch? Threads { get; init; }

    /// <summary>The random stream of a name; asking twice gives the same numbers twice.</summary>
    public RandomStream Random(string name) => new(Seed, name);
}
