namespace Nad.Torch.Optimizers;

/// <summary>
/// Linear rise to the peak, then linear fall to 0, changed at every step: reaches in few epochs what stepwise schedules need many for.
/// </summary>
/// <remarks>Source: Smith and Topin, "Super-Convergence", 2018 (the triangular form, without the final annihilation phase).</remarks>
/// <param name="Rate">The peak, &gt; 0.</param>
/// <param name="Epochs">Length of the run.</param>
/// <param name="Rise">Fraction of the run that rises, in (0, 1).</param>
public sealed record OneCycleSchedule(double Rate, int Epochs, double Rise = 0.25) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Peak => Rate;

    /// <inheritdoc/>
    public override double At(double epoch)
    {
        double t = epoch / Epochs;
        return t < Rise ? Rate * t / Rise : Rate * Math.Max(0, 1 - t) / (1 - Rise);
    }

    /// <inheritdoc/>
    public override LearningRateSchedule Scaled(double factor) => this with { Rate = Rate * factor };

    /// <inheritdoc/>
    public override LearningRateSchedule Over(int epochs) => this with { Epochs = epochs };

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"one cycle to {Rate:g4} over {Epochs} epochs{(Rise == 0.25 ? "" : $", rising for {Rise * 100:0.#} %")}");
}
