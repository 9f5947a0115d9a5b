namespace Nad.Torch.Modules;

/// <summary>Fully connected layer: N×I → N×O, x·Wᵀ + b.</summary>
public sealed class Linear
{
    /// <summary>Makes the layer; weight and bias start at 0 and are filled by the model's initialisation or a checkpoint.</summary>
    public Linear(ParameterPath at, int inFeatures, int outFeatures)
    {
        ArgumentNullException.ThrowIfNull(at);
        Weight = at.Parameter("weight", 0, outFeatures, inFeatures);
        Bias = at.Parameter("bias", 0, outFeatures);
    }

    /// <summary>O×I.</summary>
    public Tensor Weight { get; }

    /// <summary>O elements.</summary>
    public Tensor Bias { get; }

    /// <summary>N×I → N×O.</summary>
    public Tensor Forward(Tensor x) => Functional.Linear(x, Weight, Bias);
}
