using Nad.Evaluation;

namespace Nad.Reporting;

/// <summary>One model of the before/after table. The first column is the one that the others are compared with.</summary>
/// <param name="Name">Name of the model, such as <c>Before</c>, <c>Finetuning</c>, <c>NAD</c> or <c>Teacher</c>.</param>
/// <param name="Score">What was measured on it.</param>
public sealed record ScoreColumn(string Name, Score Score);
