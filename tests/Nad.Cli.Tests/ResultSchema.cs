using System.Text.Json;
using Json.Schema;
using Nad.TestSupport;

namespace Nad.Cli.Tests;

/// <summary>The published schema of <c>result.json</c>; every result that a test makes is held against it.</summary>
internal static class ResultSchema
{
    private static readonly Lazy<JsonSchema> Schema =
        new(() => JsonSchema.FromFile(Path.Combine(TestData.Repository, "docs", "schema", "result.schema.json")));
    private static readonly Lazy<JsonSchema> Audit =
        new(() => JsonSchema.FromFile(Path.Combine(TestData.Repository, "docs", "schema", "audit.schema.json")));

    private static readonly Lazy<JsonSchema> Relapse =
        new(() => JsonSchema.FromFile(Path.Combine(TestData.Repository, "docs", "schema", "relapse.schema.json")));

    private static readonly Lazy<JsonSchema> PolicySchema =
        new(() => JsonSchema.FromFile(Path.Combine(TestData.Repository, "docs", "schema", "policy.schema.json")));

    /// <summary>Fails with what does not fit, and where.</summary>
    public static void Check(string folder) => Assert.Equal([], Faults(File.ReadAllText(Path.Combine(folder, "result.json"))));

    /// <summary>What does not fit: place and reason.</summary>
    public static string[] Faults(string json) => Faults(json, Schema.Value);

    /// <summary>The same of an <c>audit.json</c>.</summary>
    public static string[] AuditFaults(string json) => Faults(json, Audit.Value);

    /// <summary>The same of the <c>result.json</c> of <c>nad relapse</c>.</summary>
    public static string[] RelapseFaults(string json) => Faults(json, Relapse.Value);

    /// <summary>The same of a policy.</summary>
    public static string[] PolicyFaults(string json) => Faults(json, PolicySchema.Value);

    private static string[] Faults(string json, JsonSchema schema)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        EvaluationResults results = schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid
            ? []
            : [.. (results.Details ?? [])
                .Where(d => d.Errors is { Count: > 0 })
                .Select(d => $"{d.InstanceLocation}: {string.Join("; ", d.Errors!.Select(e => e.Value))}")
                .DefaultIfEmpty("the whole")];
    }
}
