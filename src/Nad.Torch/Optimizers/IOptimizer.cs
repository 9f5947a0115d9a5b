using Nad.Files.Checkpoints;

namespace Nad.Torch.Optimizers;

/// <summary>What an optimizer remembers between two steps: with it, a training that was interrupted goes on to the same bits.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>Copies of its memory, on the host, always in the same order.</summary>
    IReadOnlyList<TensorData> Export();

    /// <summary>Overwrites its memory with an exported one.</summary>
    /// <exception cref="UnsupportedInputException">The number of tensors or a shape differs.</exception>
    void Import(IReadOnlyList<TensorData> stored);
}
