using System.Text.Json.Serialization;

namespace Nad.Cli.Sarif;

/// <summary>The part of SARIF 2.1.0 that is written here (OASIS, Static Analysis Results Interchange Format Version 2.1.0).</summary>
internal sealed record SarifLog([property: JsonPropertyName("$schema")] string Schema, string Version, IReadOnlyList<SarifRun> Runs)
{
    /// <summary>A log of one run.</summary>
    public static SarifLog Of(SarifRun run) =>
        new("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", "2.1.0", [run]);
}

/// <summary>One run of this program over some files.</summary>
internal sealed record SarifRun(
    SarifTool Tool, IReadOnlyList<SarifInvocation> Invocations, IReadOnlyList<SarifArtifact> Artifacts, IReadOnlyList<SarifResult> Results);

/// <summary>Who looked.</summary>
internal sealed record SarifTool(SarifDriver Driver);

/// <summary>This program and its rules.</summary>
internal sealed record SarifDriver(string Name, string Version, IReadOnlyList<SarifRule> Rules);

/// <summary>What is looked for; its number never changes its meaning.</summary>
internal sealed record SarifRule(string Id, string Name, SarifText ShortDescription, SarifText FullDescription);

/// <summary>Plain text.</summary>
internal sealed record SarifText(string Text);

/// <summary>How the run was started; what was looked for is a result, not a failure of the run.</summary>
internal sealed record SarifInvocation(bool ExecutionSuccessful, string? CommandLine);

/// <summary>A file that was looked at.</summary>
internal sealed record SarifArtifact(SarifArtifactLocation Location, long? Length, SortedDictionary<string, string>? Hashes);

/// <summary>Where a file is; its index among the artifacts of the run.</summary>
internal sealed record SarifArtifactLocation(string Uri, int? Index = null);

/// <summary>What a rule says of a file.</summary>
/// <param name="RuleId">Of the rule.</param>
/// <param name="RuleIndex">Its place in the list.</param>
/// <param name="Kind">
/// <c>fail</c>, <c>review</c>, <c>pass</c> or <c>notApplicable</c>: what is inconclusive is for review, never a pass.
/// </param>
/// <param name="Level"><c>error</c> or <c>warning</c> of a failure, else <c>none</c>, as the standard asks for.</param>
/// <param name="Message">For readers.</param>
/// <param name="Locations">The file.</param>
/// <param name="Properties">Numbers.</param>
internal sealed record SarifResult(
    string RuleId, int RuleIndex, string Kind, string Level, SarifText Message, IReadOnlyList<SarifLocation> Locations,
    SortedDictionary<string, double>? Properties);

/// <summary>A place.</summary>
internal sealed record SarifLocation(SarifPhysicalLocation PhysicalLocation);

/// <summary>A file.</summary>
internal sealed record SarifPhysicalLocation(SarifArtifactLocation ArtifactLocation);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SarifLog))]
internal sealed partial class SarifJson : JsonSerializerContext;
