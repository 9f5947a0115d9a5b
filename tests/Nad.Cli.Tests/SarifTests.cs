using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Nad.Audit;
using Nad.Cli.Sarif;
using Nad.Experiments;

namespace Nad.Cli.Tests;

/// <summary>What is printed as SARIF fits the published schema, and says no more than was found.</summary>
public sealed class SarifTests : IDisposable
{
    private static readonly Lazy<JsonSchema> Schema =
        new(() => JsonSchema.FromText(WithoutDraft(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "sarif-2.1.0.json")))));

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void The_schema_refuses_what_is_no_sarif()
    {
        Assert.NotEmpty(Faults("{\"version\": \"2.1.0\"}"));
        Assert.NotEmpty(Faults(
            "{\"version\": \"2.1.0\", \"runs\": [{ \"tool\": { \"driver\": { \"name\": \"nad\" } }, \"results\": [{ \"message\": "
            + "{ \"text\": \"x\" }, \"kind\": \"clean\" }] }]}"));
    }

    [Fact]
    public void An_audit_without_reference_models_is_for_review_and_never_a_pass()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));

        (int code, string output, _) = Cli.Run(
            "audit", "--model", model, "--clean", "synthetic:300", "--out", temp.File("out"), "--steps", "1", "--images", "40",
            "--detector", "margin", "channels", "--threads", "1", "--format", "sarif");

        Assert.Equal(3, code);
        JsonArray results = Results(output);
        Assert.Equal(Detectors.All.Count, results.Count);
        Assert.Equal(["notApplicable", "review"], results.Select(r => (string)r!["kind"]!).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("evidence", 0.01, "fail")]
    [InlineData("evidence", 0.5, "review")]
    [InlineData("no-evidence", 0.5, "pass")]
    [InlineData("inconclusive", 0.01, "review")]
    public void Kinds_follow_from_the_verdict(string verdict, double p, string kind)
    {
        AuditResult audit = Audit(verdict, p, null);
        JsonArray results = Results(AuditSarif.Text(audit, "a folder/m #1.pth"));
        JsonNode margin = results.Single(r => ((string)r!["ruleId"]!) == "NAD0002")!;
        Assert.Equal((kind, kind == "fail" ? "error" : "none"), ((string)margin["kind"]!, (string)margin["level"]!));
        Assert.Equal("a%20folder/m%20%231.pth", (string)margin["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]!);
        foreach ((string code, string paired) in (IEnumerable<(string, string)>)[
            ("gone", "pass"), ("weaker", "fail"), ("unchanged", "fail"), ("nothing-before", "review"), ("cannot-tell", "review")
        ])
        {
            Assert.Equal(
                paired,
                (string)Results(AuditSarif.Text(Audit(verdict, p, code), "m")).Single(r => ((string)r!["ruleId"]!) == "NAD0010")!["kind"]!);
        }
    }

    [Fact]
    public void Every_detector_has_a_number_of_its_own() =>
        Assert.Equal(Detectors.All.Count, Detectors.All.Select(d => SarifRules.Of(d).Id).Distinct().Count());

    [Fact]
    public void A_refused_global_has_a_rule_of_its_own()
    {
        // A pickle that would call os.system: protocol 2, GLOBAL, MARK, text, TUPLE, REDUCE, STOP.
        string path = temp.File("bad.pkl");
        File.WriteAllBytes(path, [0x80, 2, .. Encoding.ASCII.GetBytes("cos\nsystem\n(X\u0004\0\0\0true"), (byte)'t', (byte)'R', (byte)'.']);

        (int code, string output, _) = Cli.Run("inspect", path, "--format", "sarif");

        Assert.Equal(2, code);
        Assert.Contains(Results(output), r => (string)r!["kind"]! is "fail" or "review");
        Assert.DoesNotContain(Results(output), r => (string)r!["kind"]! == "pass");
    }

    [Fact]
    public void Inspect_and_eval_say_what_they_found()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        (int code, string output, _) = Cli.Run("inspect", model, "--format", "sarif");
        Assert.Equal(0, code);
        Assert.Equal("pass", (string)Assert.Single(Results(output))!["kind"]!);

        (_, output, _) =
            Cli.Run("eval", "--model", model, "--data", "synthetic:80", "--attack", "badnets", "--threads", "1", "--format", "sarif");
        Assert.Equal(["NAD0201", "NAD0202"], Results(output).Select(r => (string)r!["ruleId"]!));
        (_, output, _) = Cli.Run("eval", "--model", model, "--data", "synthetic:80", "--threads", "1", "--format", "sarif");
        Assert.Equal("notApplicable", (string)Results(output)[0]!["kind"]!);
        Assert.Equal(2, Cli.Run("inspect", model, "--format", "xml").Code);
        Assert.Equal(2, Cli.Run("inspect", model, "--format", "sarif", "--json").Code);
        Assert.StartsWith("{", Cli.Run("inspect", model, "--format", "json").Output, StringComparison.Ordinal);
    }

    private static JsonArray Results(string text)
    {
        Assert.Equal([], Faults(text));
        JsonNode run = JsonNode.Parse(text)!["runs"]![0]!;
        JsonArray rules = run["tool"]!["driver"]!["rules"]!.AsArray(), results = run["results"]!.AsArray();
        Assert.All(results, r => Assert.Equal((string)r!["ruleId"]!, (string)rules[(int)r["ruleIndex"]!]!["id"]!));
        // What is no failure has no level.
        Assert.All(results, r => Assert.Equal((string)r!["kind"]! == "fail", (string)r["level"]! != "none"));
        return results;
    }

    private static string[] Faults(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        EvaluationResults results = Schema.Value.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid
            ? []
            : [.. (results.Details ?? [])
                .Where(d => d.Errors is { Count: > 0 })
                .Select(d => $"{d.InstanceLocation}: {string.Join("; ", d.Errors!.Select(e => e.Value))}")
                .DefaultIfEmpty("the whole")];
    }

    // The package's schema names itself by an address that nobody has to fetch.
    private static string WithoutDraft(string text)
    {
        JsonObject schema = JsonNode.Parse(text)!.AsObject();
        schema.Remove("id");
        return schema.ToJsonString();
    }

    private static AuditResult Audit(string verdict, double p, string? paired) =>
        new(
            1, new(verdict, "A sentence.", null, []), paired is null ? null : new(paired, "A sentence.", []),
            new("m.pth", new string('0', 64), "wrn-16-1", 10), null, new("synthetic", 20, 20, 32, 32, new string('0', 64), 0.9, ["a", "b"]),
            new("quick", 40, 1, 1, 0.95, 1, 1, 1), 0,
            [new("margin", "margin", 1, p, 3, "logits", "a formula", 1, [], new Dictionary<string, double>())], null, ["margins"],
            ["others"], null, [], 1, "nad audit", new("1", "1", "1", "", "", 1, "cpu"), []);
}
