namespace Nad.Torch.Optimizers;

/// <summary>The learning rate as a function of time.</summary>
public abstract record LearningRateSchedule
{
    /// <summary>The rate at a time.</summary>
    /// <param name="epoch">Epochs since the start, from 0; the fraction is the part of the epoch that is done.</param>
    /// <returns>The rate, ≥ 0.</returns>
    public abstract double At(double epoch);

    /// <summary>The same shape with every rate multiplied.</summary>
    public abstract LearningRateSchedule Scaled(double factor);

    /// <summary>
    /// The same shape for a run of another length; stepwise schedules, whose steps are given in epochs, stay as they are.
    /// </summary>
    /// <param name="epochs">Length of the run, ≥ 1.</param>
    public virtual LearningRateSchedule Over(int epochs) => this;

    /// <summary>The highest rate, for messages and charts.</summary>
    public abstract double Peak { get; }
}
