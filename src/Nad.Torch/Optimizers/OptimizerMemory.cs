using Nad.Files.Checkpoints;

namespace Nad.Torch.Optimizers;

/// <summary>Puts stored tensors back into an optimizer's own.</summary>
internal static class OptimizerMemory
{
    /// <exception cref="UnsupportedInputException">Their number, a shape or a type differs.</exception>
    public static void Restore(Tensor[] own, IReadOnlyList<TensorData> stored)
    {
        if (stored.Count != own.Length)
            throw new UnsupportedInputException($"There must be {own.Length} momentum buffers, but there are {stored.Count}.");
        using Autograd.NoGradScope off = Autograd.NoGrad();
        for (int i = 0; i < own.Length; i++)
        {
            if (!own[i].Sizes.AsSpan().SequenceEqual(stored[i].Shape))
                throw new UnsupportedInputException(
                    $"Momentum buffer {i} must be {own[i].ShapeText}, but is {string.Join('x', stored[i].Shape)}.");
            using Tensor source = Tensor.From(stored[i]);
            own[i].CopyInPlace(source);
        }
    }
}
