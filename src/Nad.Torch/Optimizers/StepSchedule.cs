using System.Collections.Immutable;

namespace Nad.Torch.Optimizers;

/// <summary>
/// A learning rate that is constant within stretches of epochs: the rate of the last milestone at or before the epoch.
/// </summary>
/// <param name="Milestones">
/// (first epoch, rate) in ascending order of epochs, the first at epoch 0; epochs count from 0, rates are ≥ 0.
/// </param>
public sealed record StepSchedule(ImmutableArray<(int Epoch, double Rate)> Milestones) : LearningRateSchedule
{
    /// <summary>
    /// <paramref name="rate"/>, multiplied by <paramref name="factor"/> after every <paramref name="every"/> epochs, for
    /// <paramref name="epochs"/> epochs.
    /// </summary>
    public static StepSchedule Decay(double rate, double factor, int every, int epochs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        ImmutableArray<(int, double)>.Builder milestones = ImmutableArray.CreateBuilder<(int, double)>();
        for (int epoch = 0; epoch < Math.Max(epochs, 1); epoch += every) milestones.Add((epoch, rate * Math.Pow(factor, epoch / every)));
        return new StepSchedule(milestones.ToImmutable());
    }

    /// <summary>The same rate for ever.</summary>
    public static StepSchedule Constant(double rate) => new([(0, rate)]);

    /// <inheritdoc/>
    public override double Peak => Milestones.Max(m => m.Rate);

    /// <inheritdoc/>
    public override double At(double epoch)
    {
        double rate = 0;
        foreach ((int first, double value) in Milestones)
        {
            if (first > epoch) break;
            rate = value;
        }

        return rate;
    }

    /// <summary>
    /// The same rates in a part of the time: each begins with the whole epoch nearest to that part of its own; of those that would begin
    /// together the first is kept.
    /// </summary>
    /// <param name="part">Above 0 and at most 1.</param>
    public StepSchedule Within(double part) =>
        new([.. Milestones.Select(m => (Epoch: (int)Math.Round(m.Epoch * part), m.Rate)).GroupBy(m => m.Epoch).Select(g => g.First())]);

    /// <inheritdoc/>
    public override LearningRateSchedule Scaled(double factor) => new StepSchedule([.. Milestones.Select(m => (m.Epoch, m.Rate * factor))]);

    /// <inheritdoc/>
    public override string ToString() => string.Join(
        ", ",
        Milestones.Select(m => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{m.Rate:g4} from epoch {m.Epoch + 1}")));
}
