using System.Text.Json.Serialization;

namespace Nad.Experiments;

/// <summary>
/// The content of <c>attestation.json</c>: what a run did to a model as an in-toto statement of version 1
/// (https://in-toto.io/Statement/v1), the form that a DSSE envelope wraps and signs. It says nothing that <c>manifest.json</c> does not;
/// this is for tools of others.
/// </summary>
/// <param name="Type">Of the statement.</param>
/// <param name="Subject">The models before and after, by their digests.</param>
/// <param name="PredicateType">What <paramref name="Predicate"/> is.</param>
/// <param name="Predicate">What was done.</param>
public sealed record Attestation(
    [property: JsonPropertyName("_type")] string Type,
    IReadOnlyList<AttestedSubject> Subject,
    string PredicateType,
    ErasurePredicate Predicate) : IStoredContent
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "attestation.json";

    /// <summary>An in-toto statement of version 1.</summary>
    public const string Statement = "https://in-toto.io/Statement/v1";

    /// <summary>What <c>nad erase</c> attests; its fields are those of <see cref="ErasurePredicate"/>.</summary>
    public const string Erasure = "urn:nad-dotnet:erasure:v1";

    /// <summary>Before the name of the model that was given, so that no two subjects have one name.</summary>
    public const string Before = "before/";

    string? IStoredContent.Fault() =>
        Type != Statement ? "it is no in-toto statement of version 1."
        : PredicateType != Erasure ? "its predicate is of another kind."
        : Subject.Count == 0 ? "it has no subject."
        : Subject.Select(s => s.Name).Distinct(StringComparer.Ordinal).Count() != Subject.Count ? "two subjects have one name."
        : null;
}

/// <summary>A file by its name and its digests, such as <c>sha256</c>.</summary>
public sealed record AttestedSubject(string Name, SortedDictionary<string, string> Digest) : IStoredContent
{
    string? IStoredContent.Fault() =>
        !Digest.TryGetValue("sha256", out string? hash) || hash.Length != 64 ? "a subject has no SHA-256." : null;
}

/// <summary>What was done.</summary>
/// <param name="Tool">Program, version and commit.</param>
/// <param name="CreatedOn">When the results were written, UTC.</param>
/// <param name="Method">Name of the defense.</param>
/// <param name="Seed">Of all randomness.</param>
/// <param name="CleanImages">The images that were trained on and held out: SHA-256 over sizes, labels and pixels.</param>
/// <param name="Verdict">The result in one sentence.</param>
/// <param name="Parameters">Everything that decides the bits: every resolved option, digests of all that was read, versions.</param>
/// <param name="ManifestFiles">SHA-256 of every file beside the statement and the manifest.</param>
public sealed record ErasurePredicate(
    string Tool, DateTimeOffset CreatedOn, string Method, long Seed, SortedDictionary<string, string> CleanImages, string Verdict,
    SortedDictionary<string, string> Parameters, SortedDictionary<string, string> ManifestFiles);

/// <summary>How it is written and read: names as in-toto spells them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, MaxDepth = 16,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Attestation))]
internal sealed partial class AttestationJson : JsonSerializerContext;
