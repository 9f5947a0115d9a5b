using System.Text.Json.Nodes;
using Nad.Defenses;
using Nad.Evaluation;

namespace Nad.Experiments;

/// <summary>A finished cell, as it is stored: small, and complete in itself.</summary>
public sealed record CellResult
{
    /// <summary>Name of the cell, and of the file without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of the cell.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is, for people.</summary>
    public required string Title { get; init; }

    /// <summary>Everything that determines the result.</summary>
    public required JsonObject Key { get; init; }

    /// <summary>Why there is no model: a training that diverged is a result too. Null where all went well.</summary>
    public string? Failed { get; init; }

    /// <summary>On the test images.</summary>
    public CellScore? Score { get; init; }

    /// <summary>Every epoch.</summary>
    public IReadOnlyList<CellEpoch> Epochs { get; init; } = [];

    /// <summary>Pictures.</summary>
    public IReadOnlyList<CellPicture> Pictures { get; init; } = [];

    /// <summary>What an audit of the model found; null for cells that audit nothing.</summary>
    public CellAudit? Audit { get; init; }

    /// <summary>What a method chose for itself.</summary>
    public SortedDictionary<string, string> Notes { get; init; } = new(StringComparer.Ordinal);

    /// <summary>SHA-256 of the model file; null where there is none.</summary>
    public string? ModelSha256 { get; init; }

    /// <summary>What it cost and who made it: the only part that another run of the same cell may change.</summary>
    public required CellRun Run { get; init; }
}

/// <summary>What a cell cost and who made it.</summary>
/// <param name="CostClass">Class of <see cref="CellCost"/>.</param>
/// <param name="Units">Units of <see cref="CellCost"/>.</param>
/// <param name="Seconds">Duration.</param>
/// <param name="Threads">Threads of the processor.</param>
/// <param name="Processor">Name of the processor.</param>
/// <param name="Nad">Version of this program.</param>
/// <param name="Libtorch">Version of libtorch.</param>
public sealed record CellRun(string CostClass, double Units, double Seconds, int Threads, string Processor, string Nad, string Libtorch)
    : IStoredContent
{
    /// <summary>What the cluster that made it accounts for; null where there was none.</summary>
    public CellAccounting? Slurm { get; init; }

    string? IStoredContent.Fault() => Units < 0 || Seconds < 0 ? "a cost or time is negative." : StoredFault.Negative(("threads", Threads));
}

/// <summary>Measured counts, each hits and trials; null where they were not measured.</summary>
/// <param name="Acc">All test images.</param>
/// <param name="AccNonTarget">Without the images that the attack leaves alone.</param>
/// <param name="Asr">Triggered images that get the wanted label.</param>
/// <param name="Ra">Triggered images that get their true label.</param>
/// <param name="AsrByClass">Attack success of each true class.</param>
public sealed record CellScore(int[] Acc, int[]? AccNonTarget = null, int[]? Asr = null, int[]? Ra = null, int[][]? AsrByClass = null)
    : IStoredContent
{
    string? IStoredContent.Fault() =>
        new[] { Acc, AccNonTarget, Asr, Ra }
            .Concat(AsrByClass ?? [])
            .All(pair => pair is null || (pair is [>= 0, >= 0] && pair[0] <= pair[1]))
            ? null : "its counts are no counts.";

    internal static CellScore Of(Score s) =>
        new(Pair(s.Acc), Pair(s.AccNonTarget), Pair(s.Asr), Pair(s.Ra), s.AsrByClass?.Select(r => Pair(r)).ToArray());

    private static int[] Pair(Rate r) => [r.Hits, r.Trials];

    private static int[]? Pair(Rate? r) => r is { } rate ? Pair(rate) : null;
}

/// <summary>One epoch of a cell; rates are 0–1.</summary>
public sealed record CellEpoch(
    string Phase, int Epoch, double Loss, double CrossEntropy, double[] Attention, double? ValAcc = null, double? TestAcc = null,
    double? TestAsr = null) : IStoredContent
{
    string? IStoredContent.Fault() => Epoch < 0 ? "an epoch is negative." : StoredFault.NoRate(ValAcc, TestAcc, TestAsr);

    internal static CellEpoch Of(EpochRecord e) =>
        new(e.Phase, e.Epoch, e.Loss, e.CrossEntropy, e.Attention, double.IsNaN(e.ValAcc) ? null : e.ValAcc, e.TestAcc, e.TestAsr);
}

/// <summary>A small picture with its place in a figure.</summary>
/// <param name="Figure">Pictures of one figure belong together.</param>
/// <param name="Row">Its row, such as the name of a model.</param>
/// <param name="Column">Its column, such as the name of a tap.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Width">Columns of pixels.</param>
/// <param name="Colour">True: three bytes for each pixel. False: one, a place on the colour scale from low (0) to high (255).</param>
/// <param name="Pixels">The bytes.</param>
public sealed record CellPicture(string Figure, string Row, string Column, int Height, int Width, bool Colour, byte[] Pixels)
    : IStoredContent
{
    string? IStoredContent.Fault() => Height < 1 || Width < 1 || Pixels.Length != (long)Height * Width * (Colour ? 3 : 1)
        ? $"{Pixels.Length} bytes are no picture of {Height}x{Width} pixels." : null;
}
