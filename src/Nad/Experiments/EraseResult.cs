using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>The content of <c>result.json</c> of <c>nad erase</c>; rates are 0–1, times are seconds.</summary>
public sealed record EraseResult
{
    /// <summary>Form of this file: 2 since options are typed. docs/schema has it as a JSON schema.</summary>
    public int Format { get; init; } = ResultFolder.Format;

    /// <summary>What the measurements show; null in the files of older versions.</summary>
    public VerdictEntry? Verdict { get; init; }

    /// <summary>The model that was given.</summary>
    public required ModelEntry Model { get; init; }

    /// <summary>Whether the given model fits the clean images; null in the files of older versions.</summary>
    public FitEntry? Fit { get; init; }

    /// <summary>As it was given.</summary>
    public ScoreEntry? Before { get; init; }

    /// <summary>After the defense.</summary>
    public ScoreEntry? After { get; init; }

    /// <summary>The teacher; null where the method has none.</summary>
    public ScoreEntry? Teacher { get; init; }

    /// <summary>The audit before and after; null where none was asked for.</summary>
    public ErasureAuditEntry? Audit { get; init; }

    /// <summary>Where the time went.</summary>
    public required SecondsEntry Seconds { get; init; }

    /// <summary>Every epoch of every phase.</summary>
    public required IReadOnlyList<EpochEntry> Epochs { get; init; }

    /// <summary>What the defense chose by the hold-out, and why.</summary>
    public required IReadOnlyList<SelectionEntry> Selections { get; init; }

    /// <summary>What a policy chose of the settings, in the form of <see cref="Options"/>; null where nothing was chosen.</summary>
    public JsonObject? Chosen { get; init; }

    /// <summary>What the reader should know before believing the result.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Every option as it was resolved.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>Seed of all randomness.</summary>
    public required long Seed { get; init; }

    /// <summary>Programs and libraries.</summary>
    public required VersionsEntry Versions { get; init; }

    /// <summary>The clean images.</summary>
    public required DataEntry Data { get; init; }

    /// <summary>SHA-256 of every file beside this one, by name.</summary>
    public required SortedDictionary<string, string> Files { get; init; }
}

/// <summary>A model file.</summary>
public sealed record ModelEntry(string File, string Sha256, string Architecture, int Classes) : IStoredContent
{
    string? IStoredContent.Fault() => Classes < 1 ? $"a model of {Classes} classes." : null;
}

/// <summary>Measured rates with their 95 % Wilson intervals; what could not be measured is null.</summary>
public sealed record ScoreEntry(
    double Acc, double? AccNonTarget, double? Asr, double? Ra, int TestImages, int TriggeredImages, IntervalsEntry Interval95)
{
    /// <summary>Images that go to the target without the trigger too, 0–1.</summary>
    public double? WithoutTrigger { get; init; }

    /// <summary>The target label; null for all-to-all and where no trigger was measured.</summary>
    public int? Target { get; init; }

    /// <summary>Attack success of the images of each class, by label; null for one that does not count.</summary>
    public IReadOnlyList<double?>? AsrByClass { get; init; }

    /// <summary>How many triggered images were taken for each class, by label.</summary>
    public IReadOnlyList<int>? TakenFor { get; init; }

    /// <summary>What a trigger aimed at each class would score on the triggered images of the others, by label.</summary>
    public IReadOnlyList<double?>? AimedAt { get; init; }
}

/// <summary>Low and high end of each rate's interval.</summary>
public sealed record IntervalsEntry(double[] Acc, double[]? AccNonTarget, double[]? Asr, double[]? Ra);

/// <summary>Seconds of the parts of a run; <c>load</c> is all that comes before the first training step.</summary>
public sealed record SecondsEntry(double Total, double Teacher, double Student, double Evaluation, double Load);

/// <summary>One epoch.</summary>
public sealed record EpochEntry(
    string Phase, int Epoch, double Lr, double Loss, double CrossEntropy, double[] Attention, double[] GradientShare, double? ValAcc,
    double? TestAcc, double? TestAsr, double Outputs = 0) : IStoredContent
{
    string? IStoredContent.Fault() => Epoch < 0 ? "an epoch is negative." : StoredFault.NoRate(ValAcc, TestAcc, TestAsr);
}

/// <summary>What was chosen by the hold-out, the value, why, and all that was tried.</summary>
public sealed record SelectionEntry(string What, double Value, string Reason, IReadOnlyList<CandidateEntry> Candidates);

/// <summary>One value that was tried, with its accuracy on the hold-out; null where it gave no usable model.</summary>
public sealed record CandidateEntry(double Value, double? ValAcc, double Seconds);

/// <summary>What made the result.</summary>
public sealed record VersionsEntry(string Nad, string Libtorch, string Dotnet, string Os, string Cpu, int Threads, string Device)
    : IStoredContent
{
    /// <summary>
    /// How the number of threads was changed on the way, in words: such a run cannot be repeated bit for bit; null where it was not.
    /// </summary>
    public string? ThreadChanges { get; init; }

    string? IStoredContent.Fault() => StoredFault.Negative(("threads", Threads));
}

/// <summary>
/// Which clean images were used: the hash is over their sorted indices (32-bit, little-endian), so that two runs can be compared; the test
/// images have the hash of their pixels and labels, null without any.
/// </summary>
public sealed record DataEntry(
    string Clean, string? Test, int TrainingImages, int HoldOutImages, bool HoldOutIsExtra, string SubsetSha256, string? TestSha256 = null)
{
    /// <summary>Where the order of the classes is from (<see cref="Nad.Data.LabelOrder"/>), in small letters.</summary>
    public string? ClassOrder { get; init; }

    /// <summary>Names of the classes in the order of their labels.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>How many of the images to train on each class has.</summary>
    public IReadOnlyList<int>? ImagesByClass { get; init; }
}
