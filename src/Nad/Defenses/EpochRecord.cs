namespace Nad.Defenses;

/// <summary>What happened in one pass over the clean images. All losses are means over the images of the epoch.</summary>
public sealed record EpochRecord
{
    /// <summary>Which training this epoch belongs to, such as <c>teacher</c> or <c>student</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Number of the epoch in its phase, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Learning rate of the last step of the epoch, &gt; 0.</summary>
    public required double Lr { get; init; }

    /// <summary>
    /// The loss that was minimised: cross-entropy plus the weighted attention distances and, where they are kept, the distance to the
    /// outputs of the given model.
    /// </summary>
    public required double Loss { get; init; }

    /// <summary>Cross-entropy part of the loss, in nats.</summary>
    public required double CrossEntropy { get; init; }

    /// <summary>Part of the loss that is the weighted distance to the outputs of the given model, ≥ 0; 0 where they are not kept.</summary>
    public double Outputs { get; init; }

    /// <summary>
    /// Attention distance to the teacher per tap, shallow to deep, before it is multiplied by β; empty where nothing was distilled.
    /// </summary>
    public double[] Attention { get; init; } = [];

    /// <summary>
    /// Share of each distance in the pull on the weights at the end of the epoch, 0 … 1: ‖β_l ∇D_l‖ / (‖∇CE‖ + Σ_k ‖β_k ∇D_k‖). Empty where
    /// nothing was distilled.
    /// </summary>
    public double[] GradientShare { get; init; } = [];

    /// <summary>Whether the training it belongs to was tried and not taken, such as that of a β too large.</summary>
    public bool Rejected { get; init; }

    /// <summary>Accuracy on the hold-out of the clean images, 0 … 1; NaN where there is no hold-out.</summary>
    public double ValAcc { get; init; } = double.NaN;

    /// <summary>Training images per second; null where it was not timed.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Accuracy on test images, 0 … 1, where an experiment measured it afterwards. A defense never sees it.</summary>
    public double? TestAcc { get; init; }

    /// <summary>Attack success on test images, 0 … 1, where an experiment measured it afterwards. A defense never sees it.</summary>
    public double? TestAsr { get; init; }

    /// <summary>The same epoch as one of a training that was not kept.</summary>
    /// <param name="setting">What tells that training from the one that was, added to <see cref="Phase"/>.</param>
    public EpochRecord AsRejected(string setting) => this with { Phase = $"{Phase}, {setting}", Rejected = true };
}
