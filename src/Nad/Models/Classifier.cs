using Nad.Data;
using Nad.Torch;
using Nad.Files.Checkpoints;
using Nad.Torch.Modules;
using Nad.Torch.Trunks;

namespace Nad.Models;

/// <summary>An image classifier with taps: the outputs of its residual groups, where attention is compared.</summary>
public abstract class Classifier : IDisposable
{
    /// <summary>Name of the architecture, such as <c>wrn-16-1</c>.</summary>
    public abstract string Architecture { get; }

    /// <summary>Number of classes.</summary>
    public abstract int ClassCount { get; }

    /// <summary>Height and width, in pixels, of the images that it takes.</summary>
    public abstract int InputSize { get; }

    /// <summary>Names of the taps, shallow to deep, as in the checkpoint.</summary>
    public abstract IReadOnlyList<string> TapNames { get; }

    /// <summary>The named tensors; the names are the keys of a checkpoint.</summary>
    public ParameterStore State { get; } = new();

    /// <summary>Where the model lives.</summary>
    public abstract Device Device { get; }

    /// <summary>How training, and <see cref="Groups"/> of a frozen teacher, compute; copies inherit it. What is measured is always Float32.</summary>
    public Precision Precision { get; set; }

    /// <summary>Runs the network.</summary>
    /// <param name="images">N×3×H×W, Float32 in [0, 1], on <see cref="Device"/>.</param>
    /// <param name="mode">Batch or running statistics; in training, in <see cref="Precision"/>.</param>
    /// <param name="taps">In which form the taps are wanted, if at all.</param>
    /// <returns>Taps and logits, owned by the current scope.</returns>
    public abstract Activations Forward(Tensor images, Mode mode, TapForm taps = TapForm.Features);

    /// <summary>Only the taps, without the classifying head: all that a teacher is asked for. Computed in <see cref="Precision"/>.</summary>
    public abstract IReadOnlyList<Tensor> Groups(Tensor images, Mode mode, TapForm taps = TapForm.Features);

    /// <summary>Fills every tensor with its starting value for training from scratch.</summary>
    public abstract void Initialise(RandomStream random);

    /// <summary>An independent copy, of the same weights, on the same device.</summary>
    public Classifier Clone()
    {
        Classifier copy = CreateTwin();
        copy.Precision = Precision;
        copy.State.CopyFrom(State);
        return copy;
    }

    /// <summary>Trainable elements.</summary>
    public long ParameterCount => State.Parameters.Sum(p => p.Count);

    /// <summary>Overwrites the weights with those of a checkpoint.</summary>
    /// <exception cref="UnsupportedInputException">Names or shapes differ.</exception>
    public void Load(IEnumerable<NamedTensor> tensors) => State.Import(tensors);

    /// <summary>Frees all tensors of the model.</summary>
    public void Dispose()
    {
        State.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A new model of the same architecture and device; its weights do not matter.</summary>
    protected abstract Classifier CreateTwin();
}
