using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>The content of <c>result.json</c> of <c>nad attack</c>; rates are 0–1, times are seconds.</summary>
public sealed record AttackResult : IStoredContent
{
    /// <summary>Form of this file: 2 since options are typed. docs/schema has it as a JSON schema.</summary>
    public int Format { get; init; } = ResultFolder.Format;

    /// <summary>Name of the attack; <c>none</c> for a clean model.</summary>
    public required string Attack { get; init; }

    /// <summary>Name of the training preset.</summary>
    public required string Preset { get; init; }

    /// <summary>The written model.</summary>
    public required ModelEntry Model { get; init; }

    /// <summary>Accuracy on all test images; null without test images.</summary>
    public double? Acc { get; init; }

    /// <summary>Accuracy without the images that the attack leaves alone.</summary>
    public double? AccNonTarget { get; init; }

    /// <summary>Attack success; null for a clean model.</summary>
    public double? Asr { get; init; }

    /// <summary>Attack success of each true class, in the order of the labels; null for one that does not count.</summary>
    public IReadOnlyList<double?>? AsrByClass { get; init; }

    /// <summary>Robust accuracy: triggered images that get their true label.</summary>
    public double? Ra { get; init; }

    /// <summary>The same rates as hits and trials; null without test images.</summary>
    public CountsEntry? Counts { get; init; }

    /// <summary>Test images.</summary>
    public int TestImages { get; init; }

    /// <summary>Test images that carried the trigger.</summary>
    public int TriggeredImages { get; init; }

    /// <summary>95 % Wilson intervals of the rates.</summary>
    public IntervalsEntry? Interval95 { get; init; }

    /// <summary>Training images, and how many of them were poisoned.</summary>
    public required PoisonCountEntry Poisoned { get; init; }

    /// <summary>Every epoch of every training.</summary>
    public required IReadOnlyList<EpochEntry> Epochs { get; init; }

    /// <summary>From the start to the end of measuring.</summary>
    public required double Seconds { get; init; }

    /// <summary>Every option as it was resolved.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>Seed of all randomness.</summary>
    public required long Seed { get; init; }

    /// <summary>Programs and libraries.</summary>
    public required VersionsEntry Versions { get; init; }

    /// <summary>SPEC of the training images.</summary>
    public required string Data { get; init; }

    /// <summary>SPEC of the test images; null without any.</summary>
    public string? TestData { get; init; }

    /// <summary>Where the order of the classes is from (<see cref="Nad.Data.LabelOrder"/>), in small letters.</summary>
    public string? ClassOrder { get; init; }

    /// <summary>Names of the classes in the order of their labels.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>What was decided about the data, is missing or was left out.</summary>
    public IReadOnlyList<string>? Remarks { get; init; }

    /// <summary>Hash of the training images before they were poisoned (<see cref="Nad.Data.ImageSet.Fingerprint"/>).</summary>
    public string? TrainSha256 { get; init; }

    /// <summary>Hash of the test images; null without any.</summary>
    public string? TestSha256 { get; init; }

    /// <summary>The command, as it can be typed again.</summary>
    public required string Command { get; init; }

    /// <summary>SHA-256 of every file beside this one, by name.</summary>
    public required SortedDictionary<string, string> Files { get; init; }

    string? IStoredContent.Fault() =>
        Seconds < 0 ? "a time is negative."
            : StoredFault.Negative(("test_images", TestImages), ("triggered_images", TriggeredImages))
                ?? StoredFault.NoRate([Acc, AccNonTarget, Asr, Ra, .. AsrByClass ?? []]);
}

/// <summary>How much was poisoned.</summary>
public sealed record PoisonCountEntry(int TrainingImages, int PoisonedImages) : IStoredContent
{
    string? IStoredContent.Fault() => StoredFault.Negative(("training_images", TrainingImages), ("poisoned_images", PoisonedImages));
}

/// <summary>The content of <c>poison.json</c>: which training images were poisoned, counted in the order of the data SPEC.</summary>
public sealed record PoisonEntry(string Data, int TrainingImages, string Rule, bool CleanLabel, long Seed, IReadOnlyList<int> Indices);
