namespace Nad.Defenses;

/// <summary>One of the values that a defense tried.</summary>
/// <param name="Value">The value.</param>
/// <param name="ValAcc">Accuracy on the hold-out that it gave, 0–1; NaN where it gave no usable model.</param>
/// <param name="Seconds">Time that trying it took; 0 where it took no time of its own.</param>
public sealed record Candidate(double Value, double ValAcc, double Seconds = 0);
