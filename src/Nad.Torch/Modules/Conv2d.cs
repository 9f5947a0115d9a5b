namespace Nad.Torch.Modules;

/// <summary>Square 2-D convolution without bias: N×I×H×W → N×O×H'×W'. Its weight O×I×k×k is kept channels-last.</summary>
public sealed class Conv2d
{
    private readonly int padding;

    /// <summary>Makes the layer; the weight starts at 0 and is filled by the model's initialisation or a checkpoint.</summary>
    /// <param name="at">Place of the key <c>weight</c>.</param>
    /// <param name="inChannels">I.</param>
    /// <param name="outChannels">O.</param>
    /// <param name="kernel">k, in pixels; the padding is k/2, so that stride 1 keeps the size.</param>
    /// <param name="stride">Step, in pixels.</param>
    public Conv2d(ParameterPath at, int inChannels, int outChannels, int kernel, int stride)
    {
        ArgumentNullException.ThrowIfNull(at);
        Stride = stride;
        padding = kernel / 2;
        Weight = at.Parameter("weight", 0, outChannels, inChannels, kernel, kernel);
    }

    /// <summary>O×I×k×k.</summary>
    public Tensor Weight { get; }

    /// <summary>Step, in pixels.</summary>
    public int Stride { get; }

    /// <summary>N×I×H×W → N×O×H'×W'.</summary>
    public Tensor Forward(Tensor x) => Functional.Conv2d(x, Weight, null, Stride, padding);
}
