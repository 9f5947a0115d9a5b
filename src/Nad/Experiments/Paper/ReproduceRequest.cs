namespace Nad.Experiments;

/// <summary>What <c>nad reproduce</c> is asked for.</summary>
public sealed record ReproduceRequest
{
    /// <summary>Words of <see cref="PaperExperiments"/>.</summary>
    public required IReadOnlyList<string> Experiments { get; init; }

    /// <summary>How much of the paper's work.</summary>
    public GridScale Scale { get; init; } = GridScale.Full;

    /// <summary>Number of seeds, from 0.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Data SPEC.</summary>
    public required string Data { get; init; }

    /// <summary>
    /// File that lists the classes of <see cref="Data"/> in the order of their labels (<see cref="ClassList"/>); null for the order of the
    /// data.
    /// </summary>
    public string? Classes { get; init; }

    /// <summary>Data SPEC for Refool; null for the same.</summary>
    public string? RefoolData { get; init; }

    /// <summary>Folder of tables, figures and the page.</summary>
    public required string Folder { get; init; }

    /// <summary>Folder of finished cells; null for <c>cells</c> in <see cref="Folder"/>.</summary>
    public string? Cells { get; init; }
}
