namespace Nad.Experiments;

/// <summary>What measuring a model of the zoo again came to.</summary>
/// <param name="Name">Of the model.</param>
/// <param name="Outcome">In one word.</param>
/// <param name="Reason">Why it was not checked or differs; empty where it agrees.</param>
/// <param name="Claimed">By its card.</param>
/// <param name="Found">Now; null where nothing could be measured.</param>
/// <param name="DataSha256">Hash of the images that were measured; null where none were.</param>
public sealed record ZooVerdict(
    string Name, ZooOutcome Outcome, string Reason, CountsEntry Claimed, CountsEntry? Found, string? DataSha256);
