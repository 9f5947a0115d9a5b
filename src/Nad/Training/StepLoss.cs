using Nad.Torch;

namespace Nad.Training;

/// <summary>The loss of one batch and what it is made of; all scalars.</summary>
/// <param name="Total">What is minimised.</param>
/// <param name="CrossEntropy">Its cross-entropy part.</param>
/// <param name="Attention">Distance per tap before β; empty where nothing is distilled.</param>
public sealed record StepLoss(Tensor Total, Tensor CrossEntropy, IReadOnlyList<Tensor> Attention)
{
    /// <summary>Weighted distance to the outputs of the given model, a part of <see cref="Total"/>; null where it is not used.</summary>
    public Tensor? Outputs { get; init; }

    /// <summary>What the model that is trained answered, N×C, for whoever adds to the loss; null where nobody may.</summary>
    public Tensor? Logits { get; init; }
}
