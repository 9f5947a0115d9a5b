using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// How strongly a model that is trained on few clean images is held to the outputs that the given model has on them. A high learning rate
/// undoes a backdoor and, with it, much of what the model knows of clean images; what it answers for them tells more of that than their
/// labels do, and nothing of a trigger that is not in them.
/// </summary>
/// <remarks>
/// [H] Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015. Not part of Li et al., ICLR 2021; measured in
/// docs/results/defenses.md.
/// </remarks>
public sealed record OutputDistillation
{
    /// <summary>Weight λ of the distance, &gt; 0. Default 1: our choice.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>
    /// Temperature T, &gt; 0: the larger, the more the small probabilities count. Default 4: our choice; [H] tries 1 to 20.
    /// </summary>
    public double Temperature { get; init; } = 4;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate()
    {
        if (!(double.IsFinite(Weight) && Weight > 0))
            throw new NadException($"The weight of the given model's outputs must be above 0, but is {Weight}.");
        if (!(double.IsFinite(Temperature) && Temperature > 0))
            throw new NadException($"The temperature must be above 0, but is {Temperature}.");
    }

    /// <summary>
    /// λ·T²·KL(softmax(g/T) ‖ softmax(s/T)), the batch mean; T² keeps the size of the gradient independent of T ([H], section 2.1).
    /// </summary>
    /// <param name="student">Logits s, N×C.</param>
    /// <param name="given">Logits g of the given model on the same images, N×C; no gradient flows into them.</param>
    /// <returns>A scalar, ≥ 0.</returns>
    public Tensor Distance(Tensor student, Tensor given)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(given);
        Tensor softened = given * (1 / Temperature);
        Tensor probabilities = softened.Softmax(1);
        // KL(q ‖ p) = H(q, p) − H(q)
        Tensor divergence =
            Functional.CrossEntropy(student * (1 / Temperature), probabilities) - Functional.CrossEntropy(softened, probabilities);
        return divergence * (Weight * Temperature * Temperature);
    }

    /// <summary>A loss and this distance to the given model, which is frozen: running statistics, no gradient.</summary>
    /// <param name="loss">With the logits of the model that is trained.</param>
    /// <param name="given">The given model.</param>
    /// <param name="batch">The images that the loss is of.</param>
    internal StepLoss AddTo(StepLoss loss, Classifier given, Batch batch)
    {
        Tensor distance = Distance(loss.Logits ?? throw new InvalidOperationException("A loss without logits."), Logits(given, batch));
        return loss with { Total = loss.Total + distance, Outputs = distance };
    }

    private static Tensor Logits(Classifier given, Batch batch)
    {
        using Autograd.NoGradScope off = Autograd.NoGrad();
        return given.Forward(batch.Images, Mode.Inference, TapForm.None).Logits;
    }
}
