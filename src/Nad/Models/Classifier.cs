using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Trunks;

namespace Nad.Models;

/// <summary>An image classifier with taps: feature maps, shallow to deep, where attention is compared.</summary>
public abstract class Classifier : IDisposable
{
    /// <summary>Name of the architecture, such as <c>wrn-16-1</c>.</summary>
    public abstract string Architecture { get; }

    /// <summary>Number of classes.</summary>
    public abstract int ClassCount { get; }

    /// <summary>The only height and width, in pixels, of the images that it takes; null where it takes any that its layers bear.</summary>
    public abstract int? InputSize { get; }

    /// <summary>Names of the taps, shallow to deep, as in the checkpoint.</summary>
    public abstract IReadOnlyList<string> TapNames { get; }

    /// <summary>Key of the last layer's weight, classes×features.</summary>
    public abstract string Head { get; }

    /// <summary>
    /// Keys of the tensors whose first dimension are the channels of the last convolution: where all of them are 0 for a channel, it gives
    /// 0.
    /// </summary>
    public abstract IReadOnlyList<string> LastChannels { get; }

    /// <summary>The named tensors; the names are the keys of a checkpoint.</summary>
    public ParameterStore State { get; } = new();

    /// <summary>Where the model lives.</summary>
    public abstract Device Device { get; }

    /// <summary>
    /// How training, and <see cref="Groups"/> of a frozen teacher, compute; copies inherit it. What is measured is always Float32.
    /// </summary>
    public Precision Precision { get; set; }

    /// <summary>Runs the network.</summary>
    /// <param name="images">N×3×H×W, Float32 in [0, 1], on <see cref="Device"/>.</param>
    /// <param name="mode">Batch or running statistics; in training, in <see cref="Precision"/>.</param>
    /// <param name="taps">In which form the taps are wanted, if at all.</param>
    /// <returns>Taps and logits, owned by the current scope.</returns>
    public abstract Activations Forward(Tensor images, Mode mode, TapForm taps = TapForm.Features);

    /// <summary>
    /// Only the taps, without the classifying head: all that a teacher is asked for. Computed in <see cref="Precision"/>.
    /// </summary>
    public abstract IReadOnlyList<Tensor> Groups(Tensor images, Mode mode, TapForm taps = TapForm.Features);

    /// <summary>The N×features that the last layer weighs.</summary>
    /// <param name="images">N×3×H×W, Float32 in [0, 1].</param>
    /// <param name="mode">Batch or running statistics.</param>
    public abstract Tensor Features(Tensor images, Mode mode);

    /// <summary>The N×channels means over space of what the last convolution gives, in inference.</summary>
    /// <param name="images">N×3×H×W, Float32 in [0, 1].</param>
    /// <param name="silenced">A copy of this model whose <see cref="LastChannels"/> are 0.</param>
    public abstract Tensor LastResponse(Tensor images, Classifier silenced);

    /// <summary>Prepares for images of a size: makes sure that they fit, and chooses the taps for it.</summary>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    /// <exception cref="UnsupportedInputException">The network takes no such images.</exception>
    public abstract void Fit(int height, int width);

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
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what a network holds beside its state.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>A new model of the same architecture, device and taps; its weights do not matter.</summary>
    protected abstract Classifier CreateTwin();
}
