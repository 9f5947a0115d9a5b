namespace Nad.Torch.Optimizers;

/// <summary>
/// The rate for the first half of the run, then a linear fall to a hundredth of it at nine tenths, where it stays. Changed once per epoch.
/// </summary>
/// <remarks>
/// Source: the training script of Garipov et al., "Loss Surfaces, Mode Connectivity, and Fast Ensembling of DNNs", NeurIPS 2018.
/// </remarks>
/// <param name="Rate">The first rate, &gt; 0.</param>
/// <param name="Epochs">Length of the run, ≥ 1.</param>
public sealed record HoldAndFallSchedule(double Rate, int Epochs) : LearningRateSchedule
{
    private const double Hold = 0.5, Low = 0.9, Last = 0.01;

    /// <inheritdoc/>
    public override double Peak => Rate;

    /// <inheritdoc/>
    public override double At(double epoch)
    {
        double part = Math.Floor(epoch) / Epochs;
        return part <= Hold ? Rate : part >= Low ? Rate * Last : Rate * (1 - ((part - Hold) / (Low - Hold) * (1 - Last)));
    }

    /// <inheritdoc/>
    public override LearningRateSchedule Scaled(double factor) => this with { Rate = Rate * factor };

    /// <inheritdoc/>
    public override LearningRateSchedule Over(int epochs) => this with { Epochs = epochs };

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{Rate:g4} for half of {Epochs} epochs, then falling to {Rate * Last:g4}");
}
