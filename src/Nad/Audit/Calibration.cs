using System.Text.Json.Serialization;

namespace Nad.Audit;

/// <summary>Statistics of reference models of one kind, some clean and some attacked, audited with one choice of options.</summary>
public sealed record Calibration : IStoredContent
{
    /// <summary>Version of this layout: 2, which knows the size of the images and the recipe.</summary>
    public required int Format { get; init; }

    /// <summary>Architecture of the models, such as <c>wrn-16-1</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Kind of their images, as a data SPEC begins.</summary>
    public required string Data { get; init; }

    /// <summary>Rows of an image.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of an image.</summary>
    public required int Width { get; init; }

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>How the models were trained, for readers.</summary>
    public required string Recipe { get; init; }

    /// <summary>Name of the options of the audit.</summary>
    public required string Options { get; init; }

    /// <summary>The models.</summary>
    public required IReadOnlyList<ReferenceModel> Models { get; init; }

    /// <summary>How many of them are clean.</summary>
    [JsonIgnore]
    public int Clean => Models.Count(m => m.Attack is null);

    /// <summary>In words.</summary>
    [JsonIgnore]
    public string Name => $"{Kind}, {Options}";

    /// <summary>Of what models and images, in words.</summary>
    [JsonIgnore]
    public string Kind => KindOf(Architecture, Data, Height, Width, Classes);

    /// <summary>Kinds of models and images in words, as errors name them.</summary>
    public static string KindOf(string architecture, string data, int height, int width, int classes) =>
        $"{architecture}, {data}, {width}x{height} pixels, {classes} classes";

    /// <summary>Whether it is for such a model, such images and such an audit.</summary>
    public bool Fits(string kind, AuditOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Kind == kind && Options == options.Name;
    }

    /// <summary>Median accuracy of the clean models on the images of their audits, 0–1; null where there are none.</summary>
    [JsonIgnore]
    public double? Accuracy =>
        Clean == 0 ? null : UniversalDetector.Median([.. Models.Where(m => m.Attack is null).Select(m => m.Accuracy)]);

    /// <summary>
    /// Conformal p of a statistic: (1 + #{clean models with at least as much})/(n + 1); null where no clean model has it.
    /// </summary>
    public double? P(AuditFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        double[] clean = [.. Reference.Where(m => m.ContainsKey(finding.Family)).Select(m => m[finding.Family])];
        return clean.Length == 0 ? null : Conformal.P(clean, finding.Statistic);
    }

    /// <summary>
    /// Conformal p of all statistics together, corrected for their number: of the largest standardised one
    /// (<see cref="Conformal.Together"/>); null where no clean model has all of them.
    /// </summary>
    public (double P, string Family)? Together(IReadOnlyList<AuditFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        Dictionary<string, double> own = findings.ToDictionary(f => f.Family, f => f.Statistic, StringComparer.Ordinal);
        IReadOnlyDictionary<string, double>[] clean = [.. Reference.Where(m => own.Keys.All(m.ContainsKey))];
        return own.Count == 0 || clean.Length == 0 ? null : Conformal.Together(clean, own);
    }

    private IEnumerable<SortedDictionary<string, double>> Reference => Models.Where(m => m.Attack is null).Select(m => m.Statistics);

    string? IStoredContent.Fault() =>
        Format != 2 ? "its format is not 2."
            : Models.Count > 100_000 ? "it has too many models."
            : StoredFault.Negative(("rows", Height), ("columns", Width), ("classes", Classes));
}

/// <summary>A reference model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attack">What was done to it; null for a clean one.</param>
/// <param name="Sha256">Of its file.</param>
/// <param name="Accuracy">On the images of its audit, 0–1.</param>
/// <param name="Statistics">By family.</param>
/// <param name="Suspects">By family, the class that stood out.</param>
public sealed record ReferenceModel(
    string Name, string? Attack, string Sha256, double Accuracy, SortedDictionary<string, double> Statistics,
    SortedDictionary<string, int> Suspects) : IStoredContent
{
    /// <summary>Attack success, 0–1; null for a clean model, and where it was not measured.</summary>
    public double? Success { get; init; }

    string? IStoredContent.Fault() => StoredFault.NoRate(Accuracy, Success) ?? (Sha256.Length != 64 ? "there is no SHA-256." : null);
}
