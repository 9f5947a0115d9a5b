namespace Nad.Library;

/// <summary>What an audit concludes. It never says that a model is free of backdoors.</summary>
public sealed record AuditReport
{
    /// <summary><c>evidence</c>, <c>no-evidence</c> or <c>inconclusive</c>, which it always is without reference models.</summary>
    public required string Verdict { get; init; }

    /// <summary>The same for everybody.</summary>
    public required string Sentence { get; init; }

    /// <summary>The class that is meant; null where none stands out.</summary>
    public int? Class { get; init; }

    /// <summary>Why, a sentence each.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The numbers behind it.</summary>
    public required IReadOnlyList<AuditStatistic> Statistics { get; init; }
}

/// <summary>One number of an audit.</summary>
/// <param name="Family">What was looked for, such as <c>patch</c>.</param>
/// <param name="Value">The larger, the more suspicious; comparable between models of one kind alone.</param>
/// <param name="P">Share of clean reference models with at least as much, 0–1; null without reference models.</param>
/// <param name="Class">The class that stands out; null for none.</param>
public sealed record AuditStatistic(string Family, double Value, double? P, int? Class);
