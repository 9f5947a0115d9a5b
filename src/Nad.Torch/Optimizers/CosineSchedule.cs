namespace Nad.Torch.Optimizers;

/// <summary>A rate that falls from its start to 0 along half a cosine, changed at every step.</summary>
/// <remarks>
/// Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017, equation 5, one period without a
/// restart and with 0 at its end.
/// </remarks>
/// <param name="Rate">The first rate, &gt; 0.</param>
/// <param name="Epochs">Length of the run, ≥ 1.</param>
public sealed record CosineSchedule(double Rate, int Epochs) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Peak => Rate;

    /// <inheritdoc/>
    public override double At(double epoch) => Rate / 2 * (1 + Math.Cos(Math.PI * Math.Clamp(epoch / Epochs, 0, 1)));

    /// <inheritdoc/>
    public override LearningRateSchedule Scaled(double factor) => this with { Rate = Rate * factor };

    /// <inheritdoc/>
    public override LearningRateSchedule Over(int epochs) => this with { Epochs = epochs };

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Rate:g4}, falling along a cosine to 0 over {Epochs} epochs");
}
