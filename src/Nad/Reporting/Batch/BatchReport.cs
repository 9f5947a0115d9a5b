namespace Nad.Reporting;

/// <summary>What the page of a batch shows.</summary>
public sealed record BatchReport
{
    /// <summary>Heading.</summary>
    public required string Title { get; init; }

    /// <summary>How many are done, failed and open, a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Distributions.</summary>
    public required IReadOnlyList<BarChart> Charts { get; init; }

    /// <summary>Headers of the rows, the first for their names.</summary>
    public required IReadOnlyList<string> Headers { get; init; }

    /// <summary>Rows, the worst first: cells as texts, and the place beside the page that the first one leads to; null for none.</summary>
    public required IReadOnlyList<(IReadOnlyList<string> Cells, string? Place)> Rows { get; init; }

    /// <summary>Rows that are not on the page.</summary>
    public int More { get; init; }

    /// <summary>Rows that failed: name and reason.</summary>
    public required IReadOnlyList<(string Name, string Reason)> Failed { get; init; }

    /// <summary>Headers and rows of means; empty for none.</summary>
    public IReadOnlyList<string> MeanHeaders { get; init; } = [];

    /// <summary>Means, a row for each.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Means { get; init; } = [];

    /// <summary>The command.</summary>
    public required string Command { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Created { get; init; }
}
