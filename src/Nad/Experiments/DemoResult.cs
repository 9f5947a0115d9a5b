using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>The content of <c>result.json</c> of <c>nad demo</c>.</summary>
public sealed record DemoResult
{
    /// <summary>Form of this file: 2 since options are typed. docs/schema has it as a JSON schema.</summary>
    public int Format { get; init; } = ResultFolder.Format;

    /// <summary>What NAD did, by what was measured; null in the files of older versions.</summary>
    public VerdictEntry? Verdict { get; init; }

    /// <summary>The backdoored model.</summary>
    public required ScoreEntry Before { get; init; }

    /// <summary>After plain finetuning: same data, steps and random streams as the student of NAD.</summary>
    public required ScoreEntry Finetune { get; init; }

    /// <summary>After NAD.</summary>
    public required ScoreEntry Nad { get; init; }

    /// <summary>NAD's teacher.</summary>
    public required ScoreEntry Teacher { get; init; }

    /// <summary>Seconds of each part.</summary>
    public required SortedDictionary<string, double> Seconds { get; init; }

    /// <summary>Every epoch of every phase.</summary>
    public required IReadOnlyList<EpochEntry> Epochs { get; init; }

    /// <summary>Every option as it was resolved.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>Seed of all randomness.</summary>
    public required long Seed { get; init; }

    /// <summary>Programs and libraries.</summary>
    public required VersionsEntry Versions { get; init; }

    /// <summary>SHA-256 of every file beside this one, by name.</summary>
    public required SortedDictionary<string, string> Files { get; init; }
}
