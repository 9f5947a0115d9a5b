namespace Nad.Experiments;

/// <summary>What <c>nad batch</c> is asked to do.</summary>
public sealed record BatchRequest
{
    /// <summary>What is done to each model.</summary>
    public required BatchDo Do { get; init; }

    /// <summary>The list, as it was named.</summary>
    public required string List { get; init; }

    /// <summary>Output folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Options of every row that does not say otherwise.</summary>
    public IReadOnlyList<(string Option, string Value)> Common { get; init; } = [];

    /// <summary>Methods that each model is erased by; empty for what the rows say.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Seeds of each run; empty for what the rows say.</summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>Numbers of clean images; empty for what the rows say.</summary>
    public IReadOnlyList<string> CleanCounts { get; init; } = [];

    /// <summary>Options that every row gets and none may set, such as the number of threads.</summary>
    public IReadOnlyList<(string Option, string Value)> Fixed { get; init; } = [];
}
