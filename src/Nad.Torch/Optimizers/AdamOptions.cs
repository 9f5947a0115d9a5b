namespace Nad.Torch.Optimizers;

/// <summary>Settings of Adam.</summary>
/// <remarks>Source of the defaults: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015.</remarks>
public sealed record AdamOptions
{
    /// <summary>Step size, &gt; 0. Default 0.001.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>Decay of the mean gradient, in [0, 1). Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean square of the gradient, in [0, 1). Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean square, &gt; 0. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epsilon);
        foreach (double beta in (double[])[Beta1, Beta2])
        {
            ArgumentOutOfRangeException.ThrowIfNegative(beta);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(beta, 1);
        }
    }
}
