namespace Nad.Experiments;

/// <summary>The rates of one model, 0–1; null where they were not measured.</summary>
/// <param name="Acc">Accuracy on all test images.</param>
/// <param name="AccNonTarget">The same without the target class.</param>
/// <param name="Asr">Attack success.</param>
/// <param name="Ra">Robust accuracy.</param>
/// <param name="TestImages">Test images.</param>
public sealed record CompareScore(double? Acc, double? AccNonTarget, double? Asr, double? Ra, int TestImages);
