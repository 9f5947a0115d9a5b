namespace Nad.Relapse;

/// <summary>Clean finetuning at one rate, epoch by epoch.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="Accuracy">After each epoch, 0–1.</param>
/// <param name="Success">Of the trigger after each epoch, 0–1.</param>
/// <param name="Broke">Why it ended early; null where it did not.</param>
public sealed record DriftCurve(double Rate, IReadOnlyList<double> Accuracy, IReadOnlyList<double> Success, string? Broke);
