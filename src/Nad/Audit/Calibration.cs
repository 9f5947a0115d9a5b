using System.Text.Json.Serialization;

namespace Nad.Audit;

/// <summary>Statistics of reference models of one kind, some clean and some attacked, audited with one choice of options.</summary>
public sealed record Calibration : IStoredContent
{
    /// <summary>Version of this layout: 1.</summary>
    public required int Format { get; init; }

    /// <summary>Architecture of the models, such as <c>wrn-16-1</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Kind of their images, as a data SPEC begins.</summary>
    public required string Data { get; init; }

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Name of the options of the audit.</summary>
    public required string Options { get; init; }

    /// <summary>The models.</summary>
    public required IReadOnlyList<ReferenceModel> Models { get; init; }

    /// <summary>How many of them are clean.</summary>
    [JsonIgnore]
    public int Clean => Models.Count(m => m.Attack is null);

    /// <summary>In words.</summary>
    [JsonIgnore]
    public string Name => $"{Architecture}, {Data}, {Classes} classes, {Options}";

    /// <summary>Whether it is for such a model, such images and such an audit.</summary>
    public bool Fits(string architecture, string data, int classes, AuditOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Format == 1 && Architecture == architecture && Data == data && Classes == classes && Options == options.Name;
    }

    /// <summary>Conformal p of a statistic: (1 + #{clean models with at least as much})/(n + 1); null where no clean model has it.</summary>
    public double? P(AuditFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        double[] clean = [.. Models.Where(m => m.Attack is null && m.Statistics.ContainsKey(finding.Family)).Select(m => m.Statistics[finding.Family])];
        return clean.Length == 0 ? null : (1.0 + clean.Count(s => s >= finding.Statistic)) / (clean.Length + 1);
    }

    string? IStoredContent.Fault() => Format != 1 ? "its format is not 1." : Models.Count > 100_000 ? "it has too many models." : null;
}

/// <summary>A reference model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attack">What was done to it; null for a clean one.</param>
/// <param name="Sha256">Of its file.</param>
/// <param name="Accuracy">On the images of its audit, 0–1.</param>
/// <param name="Statistics">By family.</param>
/// <param name="Suspects">By family, the class that stood out.</param>
public sealed record ReferenceModel(
    string Name, string? Attack, string Sha256, double Accuracy, SortedDictionary<string, double> Statistics, SortedDictionary<string, int> Suspects) : IStoredContent
{
    string? IStoredContent.Fault() => Accuracy is < 0 or > 1 ? "an accuracy is not 0 to 1." : Sha256.Length != 64 ? "there is no SHA-256." : null;
}
