namespace Nad.Torch.Modules;

/// <summary>
/// Batch normalisation of N×C×H×W (Ioffe and Szegedy, 2015) with PyTorch's rules: ε = 1e-5, momentum 0.1, the batch is normalised with its
/// biased variance, the running variance is updated with the unbiased one.
/// </summary>
public sealed class BatchNorm2d
{
    internal const double Momentum = 0.1, Epsilon = 1e-5;

    /// <summary>Makes the layer: weight 1, bias 0, running mean 0, running variance 1.</summary>
    public BatchNorm2d(ParameterPath at, int channels)
    {
        ArgumentNullException.ThrowIfNull(at);
        Weight = at.Parameter("weight", 1, channels);
        Bias = at.Parameter("bias", 0, channels);
        RunningMean = at.Buffer("running_mean", DType.Float32, 0, channels);
        RunningVar = at.Buffer("running_var", DType.Float32, 1, channels);
        Tracked = at.Buffer("num_batches_tracked", DType.Int64, 0);
    }

    /// <summary>Scale γ, C elements.</summary>
    public Tensor Weight { get; }

    /// <summary>Shift β, C elements.</summary>
    public Tensor Bias { get; }

    /// <summary>C elements.</summary>
    public Tensor RunningMean { get; }

    /// <summary>C elements.</summary>
    public Tensor RunningVar { get; }

    /// <summary>Batches seen in training, one Int64.</summary>
    public Tensor Tracked { get; }

    /// <summary>N×C×H×W → the same; in <see cref="Mode.Training"/> also updates the running statistics.</summary>
    public Tensor Forward(Tensor x, Mode mode)
    {
        if (mode == Mode.Training) Tracked.AddInPlace(1);
        return Functional.BatchNorm(x, Weight, Bias, RunningMean, RunningVar, mode == Mode.Training, Momentum, Epsilon);
    }
}
