namespace Nad.Reporting;

/// <summary>A table of the paper beside ours. All rates are percent.</summary>
public sealed record ComparedTable
{
    /// <summary>Its word, such as <c>table1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>How much of the paper's work was done.</summary>
    public required string Scale { get; init; }

    /// <summary>Seeds that means are over.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>Heading of the first column.</summary>
    public required string RowHeader { get; init; }

    /// <summary>Methods.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Rows; those of averages come last.</summary>
    public required IReadOnlyList<ComparedRow> Rows { get; init; }

    /// <summary>Sentences below the table.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A row.</summary>
/// <param name="Label">First cell.</param>
/// <param name="Counts">False where the attack itself failed, so that nothing can be said of defenses.</param>
/// <param name="Note">Why it does not count; null where it does.</param>
/// <param name="Entries">One for each column.</param>
public sealed record ComparedRow(string Label, bool Counts, string? Note, IReadOnlyList<ComparedEntry> Entries);

/// <summary>Attack success and accuracy of one method.</summary>
/// <param name="Asr">Attack success; null where neither the paper nor we have it.</param>
/// <param name="Acc">Accuracy; null where neither has it.</param>
/// <param name="Failed">Why there is nothing of ours; null where there is.</param>
public sealed record ComparedEntry(ComparedValue? Asr, ComparedValue? Acc, string? Failed = null);

/// <summary>One number.</summary>
/// <param name="Paper">The paper's, percent; null where it prints none.</param>
/// <param name="Mean">Ours, percent, mean over seeds; null where it is not there yet.</param>
/// <param name="Sd">Sample standard deviation over seeds; null for a single one.</param>
/// <param name="Runs">Seeds that are there.</param>
public sealed record ComparedValue(double? Paper, double? Mean, double? Sd, int Runs)
{
    /// <summary>Ours less the paper's, percentage points.</summary>
    public double? Difference => Mean - Paper;

    /// <summary>Ours, as it is printed: <c>4.9 ± 0.8</c>.</summary>
    public string Ours =>
        Mean is { } mean
            ? Format.Percent(mean / 100, 1).Replace('-', '−') + (Sd is { } sd ? $" ± {Format.Percent(sd / 100, 1)}" : "")
            : "–";

    /// <summary>The paper's, as it is printed; empty where it prints none.</summary>
    public string Printed => Paper is { } paper ? paper.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) : "";

    /// <summary>The difference, signed; empty where there is none.</summary>
    public string Apart => Difference is { } d ? Format.Points(d / 100, 1) : "";
}
