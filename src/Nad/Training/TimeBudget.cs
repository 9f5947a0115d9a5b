using System.Globalization;

namespace Nad.Training;

/// <summary>Shortens the trainings of a run to a time that it may take.</summary>
/// <param name="Minutes">The time of all trainings, above 0.</param>
public sealed record TimeBudget(double Minutes)
{
    /// <summary>The part of the epochs that fits; 1 for all.</summary>
    /// <param name="cost">Of the whole trainings.</param>
    /// <exception cref="NadException">Not even one epoch of each fits.</exception>
    public double PartOf(TrainingCost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        if (cost.Minutes <= Minutes) return 1;
        double least = cost.SecondsPerStep * cost.Trainings.Sum(t => t.Work / t.Epochs) / 60;
        if (least <= Minutes) return Minutes / cost.Minutes;
        throw new NadException(string.Create(CultureInfo.InvariantCulture,
            $"One epoch of each training takes about {least:g2} min here, so --budget {Minutes:g6} is too short. "
                + $"Give at most {(int)(cost.Images * Minutes / least)} images, smaller ones (--size), or a longer time."));
    }

    /// <summary>What was done, as a sentence.</summary>
    /// <param name="whole">Before.</param>
    /// <param name="shortened">After.</param>
    public string Say(TrainingCost whole, TrainingCost shortened)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(shortened);
        IEnumerable<string> changes = whole.Trainings.Zip(shortened.Trainings, (a, b) => $"{a.Phase} {a.Epochs} epochs to {b.Epochs}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Shortened to --budget {Minutes:g6} min: {string.Join(", ", changes)}; the learning rates fall in that time.");
    }
}
