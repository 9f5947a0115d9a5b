namespace Nad.Experiments;

/// <summary>What <c>nad eval --json</c> prints.</summary>
public sealed record EvalResult(ModelEntry Model, string Data, ScoreEntry Score, VersionsEntry Versions, FitEntry Fit, IReadOnlyList<string> Warnings);
