using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.Torch.Optimizers;

namespace Nad.Training;

/// <summary>
/// What one training does with a batch; the loop around it is <see cref="Trainer"/>'s. A step may compute a loss or gradients, and move
/// what it trains by one optimizer or several.
/// </summary>
public abstract class TrainingStep : IDisposable
{
    /// <summary>The model that is trained and may be handed out after any epoch; null if what is trained is no classifier.</summary>
    public virtual Classifier? Model => null;

    /// <summary>Every optimizer, in a fixed order.</summary>
    public abstract IReadOnlyList<IOptimizer> Optimizers { get; }

    /// <summary>Random streams of its own, beside those of order and augmentation, in a fixed order.</summary>
    public virtual IReadOnlyList<RandomStream> Streams => [];

    /// <summary>All that steps change, on the host: it is checked for numbers after every epoch, saved and restored.</summary>
    public abstract IReadOnlyList<NamedTensor> Export();

    /// <summary>Puts exported tensors back.</summary>
    /// <exception cref="UnsupportedInputException">They are of another training.</exception>
    public abstract void Import(IReadOnlyList<NamedTensor> stored);

    /// <summary>One step.</summary>
    /// <param name="batch">Of the current scope.</param>
    /// <param name="random">The stream of the augmentation.</param>
    /// <param name="rate">Learning rate by the recipe.</param>
    /// <returns>The loss before the step.</returns>
    public abstract StepLoss Take(Batch batch, RandomStream random, double rate);

    /// <summary>The loss alone, for a dry run: nothing is moved but running statistics.</summary>
    public abstract StepLoss Look(Batch batch, RandomStream random);

    /// <summary>What watchers see after an epoch, such as who measures the hold-out; null if there is nothing to see.</summary>
    /// <param name="epoch">From 0.</param>
    public virtual Classifier? Seen(int epoch) => Model;

    /// <summary>Frees the optimizers, and what else it made for itself.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the optimizers.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (IOptimizer optimizer in Optimizers) optimizer.Dispose();
    }
}
