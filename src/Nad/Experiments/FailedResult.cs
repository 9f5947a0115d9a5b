using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>
/// The content of <c>result.json</c> of a run of <c>nad erase</c> or <c>nad attack</c> that failed: what was asked for, and why nothing
/// came of it.
/// </summary>
public sealed record FailedResult
{
    /// <summary>Form of this file.</summary>
    public int Format { get; init; } = ResultFolder.Format;

    /// <summary>Why, in words for the user.</summary>
    public required string Failed { get; init; }

    /// <summary>The verdict, where other results have theirs.</summary>
    public required FailedVerdict Verdict { get; init; }

    /// <summary>The model that was given; null of an attack.</summary>
    public ModelEntry? Model { get; init; }

    /// <summary>Name of the attack; null of an erasure.</summary>
    public string? Attack { get; init; }

    /// <summary>The clean images; null of an attack.</summary>
    public DataEntry? Data { get; init; }

    /// <summary>SPEC of the training images; null of an erasure.</summary>
    public string? TrainingData { get; init; }

    /// <summary>Hash of the training images before they were poisoned; null of an erasure.</summary>
    public string? TrainSha256 { get; init; }

    /// <summary>Hash of the test images; null of an erasure, and without any.</summary>
    public string? TestSha256 { get; init; }

    /// <summary>SHA-256 of the trigger that was to be measured; null without one.</summary>
    public string? TriggerSha256 { get; init; }

    /// <summary>Every option as it was resolved.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>Seed of all randomness.</summary>
    public required long Seed { get; init; }

    /// <summary>Programs and libraries.</summary>
    public required VersionsEntry Versions { get; init; }

    /// <summary>The command, as it can be typed again.</summary>
    public required string Command { get; init; }

    /// <summary>SHA-256 of every file beside this one, by name.</summary>
    public required SortedDictionary<string, string> Files { get; init; }
}

/// <summary>The verdict of a run that failed.</summary>
/// <param name="Code">The code word <c>failed</c>.</param>
/// <param name="Sentence">The same in one sentence.</param>
public sealed record FailedVerdict(string Code, string Sentence)
{
    /// <summary>Of a training that ended in something unusable.</summary>
    public static FailedVerdict OfTraining { get; } = new("failed", "The training failed, and there is no model.");
}
