namespace Nad.Reporting;

/// <summary>One table or figure of the page.</summary>
public sealed record ReproductionPart
{
    /// <summary>Its word, such as <c>figure8</c>; also the anchor on the page.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>Its table; null for a figure.</summary>
    public ComparedTable? Table { get; init; }

    /// <summary>Its charts.</summary>
    public IReadOnlyList<FigureData> Charts { get; init; } = [];

    /// <summary>Its pictures.</summary>
    public IReadOnlyList<PictureGrid> Pictures { get; init; } = [];

    /// <summary>Sentences below.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How it is called: <c>Figure 8</c>; <c>Distillation</c>, which has no number.</summary>
    public string Heading => HeadingOf(Name);

    /// <summary>How a table or figure of this word is called.</summary>
    public static string HeadingOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string kind = name.TrimEnd([.. "0123456789"]);
        return $"{char.ToUpperInvariant(kind[0])}{kind[1..]} {name[kind.Length..]}".TrimEnd();
    }
}
