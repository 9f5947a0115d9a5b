namespace Nad.Training;

/// <summary>
/// A training ended in something unusable: the loss or a weight is no finite number, or the accuracy has collapsed. The input model is
/// untouched.
/// </summary>
/// <param name="message">What happened and what to do.</param>
/// <param name="leastAccuracy">Least accuracy on the hold-out, 0–1, at which weights of an earlier epoch still count as good.</param>
public sealed class TrainingFailedException(string message, double leastAccuracy = 0) : NadException(message)
{
    /// <summary>Least accuracy on the hold-out, 0–1, at which weights of an earlier epoch still count as good.</summary>
    public double LeastAccuracy { get; } = leastAccuracy;
}
