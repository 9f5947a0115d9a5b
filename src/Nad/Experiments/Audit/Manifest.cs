namespace Nad.Experiments;

/// <summary>
/// The content of <c>manifest.json</c>: what went into a run and what came out, so that anybody can check the files (<c>nad verify</c>) and
/// repeat the run (<c>nad replay</c>).
/// </summary>
public sealed record Manifest : IStoredContent
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>Version of this layout: 1.</summary>
    public required int Format { get; init; }

    /// <summary>When the results were written, UTC.</summary>
    public required DateTimeOffset CreatedUtc { get; init; }

    /// <summary>The command line in words, without the program's name; empty where the run was not started by one.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Folder in which it was started: relative paths begin there.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether the run was interrupted and resumed; the times are then those of its last part.</summary>
    public required bool Resumed { get; init; }

    /// <summary>The result in one sentence.</summary>
    public required string Verdict { get; init; }

    /// <summary>
    /// Everything that decides the bits: every resolved option, the seed, SHA-256 of what was read, versions, threads, processor features.
    /// </summary>
    public required SortedDictionary<string, string> Identity { get; init; }

    /// <summary>What was read.</summary>
    public required IReadOnlyList<ManifestInput> Inputs { get; init; }

    /// <summary>What was written beside this file, by name.</summary>
    public required SortedDictionary<string, ManifestOutput> Outputs { get; init; }

    /// <summary>Programs and libraries.</summary>
    public required VersionsEntry Versions { get; init; }

    /// <summary>The machine.</summary>
    public required ManifestMachine Machine { get; init; }

    /// <summary>Where the time went, seconds.</summary>
    public required SortedDictionary<string, double> Seconds { get; init; }

    string? IStoredContent.Fault() => Seconds.Values.Any(s => s < 0) ? "a time is negative." : null;
}

/// <summary>Something that was read. Of images the hash is over sizes, labels and pixels, wherever they were stored.</summary>
public sealed record ManifestInput(string Role, string Name, string Sha256, long? Bytes = null, int? Images = null) : IStoredContent
{
    string? IStoredContent.Fault() =>
        Sha256.Length != 64 ? "there is no SHA-256." : StoredFault.Negative(("bytes", Bytes), ("images", Images));
}

/// <summary>A written file; reproducible where the same run gives the same bytes, not where it holds times.</summary>
public sealed record ManifestOutput(string Sha256, long Bytes, bool Reproducible) : IStoredContent
{
    string? IStoredContent.Fault() => Sha256.Length != 64 ? "there is no SHA-256." : StoredFault.Negative(("bytes", Bytes));
}

/// <summary>What the run had to work with.</summary>
public sealed record ManifestMachine(string Processor, string Features, int Processors, long MemoryBytes, string System) : IStoredContent
{
    string? IStoredContent.Fault() => StoredFault.Negative(("processors", Processors), ("memory_bytes", MemoryBytes));
}
