namespace Nad.Torch.Optimizers;

/// <summary>Settings of stochastic gradient descent that stay fixed during a run.</summary>
public sealed record SgdOptions
{
    /// <summary>Momentum μ, in [0, 1). Default 0.9: Li et al. 2021, section 4.1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Nesterov's form of momentum. Default on: the published checkpoints were trained so; the paper is silent.</summary>
    public bool Nesterov { get; init; } = true;

    /// <summary>Weight decay λ, ≥ 0, applied to every parameter. Default 1e-4: Li et al. 2021, section 4.1.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>
    /// Factor, &gt; 0, on the rate of the filters of convolutions (weights of four dimensions), whose steps then are orthogonal matrices
    /// (Muon, see <see cref="Sgd"/>); null, the default, for PyTorch's steps.
    /// </summary>
    public double? OrthogonalRate { get; init; }

    /// <summary>Momentum of the filters where <see cref="OrthogonalRate"/> is given, in [0, 1). Default 0.95: Jordan et al. 2024.</summary>
    public double OrthogonalMomentum { get; init; } = 0.95;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Momentum);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Momentum, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(WeightDecay);
        ArgumentOutOfRangeException.ThrowIfNegative(OrthogonalMomentum);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(OrthogonalMomentum, 1);
        if (OrthogonalRate is { } factor) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor, nameof(OrthogonalRate));
    }
}
