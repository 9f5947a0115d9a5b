using System.Text.Json.Nodes;

namespace Nad.Cli.Tests.Commands;

public sealed class AuditCommandTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void An_audit_leaves_a_page_numbers_and_a_picture_of_every_change()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), folder = temp.File("out");

        (int code, string output, string errors) = Audit(model, folder);

        Assert.Equal((3, ""), (code, errors));
        Assert.Contains("not calibrated for this architecture", output, StringComparison.Ordinal);
        string[] files = [.. Directory.GetFiles(folder).Select(Path.GetFileName).OfType<string>()];
        // Ten classes and the search away from them, of two kinds.
        Assert.Equal(22, files.Count(f => f.StartsWith("pattern-", StringComparison.Ordinal)));
        string text = File.ReadAllText(Path.Combine(folder, "audit.json"));
        Assert.Equal([], ResultSchema.AuditFaults(text));
        JsonNode json = JsonNode.Parse(text)!;
        Assert.Equal(["channels", "margin", "universal-additive", "universal-patch"], json["findings"]!.AsArray().Select(f => (string)f!["detector"]!).Distinct().Order(StringComparer.Ordinal));
        Assert.NotEmpty(json["not_searched"]!.AsArray());
        string page = File.ReadAllText(Path.Combine(folder, "audit.html"));
        _ = System.Xml.Linq.XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("is clean", page + output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        Audit(model, temp.File("a"));
        Audit(model, temp.File("b"));

        Assert.Equal(Numbers("a"), Numbers("b"));

        string Numbers(string folder)
        {
            JsonArray findings = JsonNode.Parse(File.ReadAllText(Path.Combine(temp.File(folder), "audit.json")))!["findings"]!.AsArray();
            foreach (JsonNode? finding in findings) finding!.AsObject().Remove("seconds");
            return findings.ToJsonString();
        }
    }

    [Fact]
    public void Against_an_earlier_model_both_are_searched_and_compared()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), before = Cli.WriteModel(temp.File("before.safetensors"), seed: 2), folder = temp.File("out");

        (int code, string output, _) = Audit(model, folder, "--against", before);

        Assert.Equal(3, code);
        Assert.Contains("No class stood out in the model before", output, StringComparison.Ordinal);
        string text = File.ReadAllText(Path.Combine(folder, "audit.json"));
        Assert.Equal([], ResultSchema.AuditFaults(text));
        JsonNode json = JsonNode.Parse(text)!;
        Assert.Equal("before.safetensors", (string)json["against"]!["file"]!);
        Assert.Equal(4, json["paired"]!["changes"]!.AsArray().Count);
        Assert.Equal(json["findings"]!.AsArray().Count, json["findings_before"]!.AsArray().Count);
    }

    [Fact]
    public void Too_few_images_and_files_that_are_no_calibration_are_told_in_one_line()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), broken = temp.File("c.json");
        File.WriteAllText(broken, "{\"format\": 1}");

        Assert.Equal((2, "nad: --steps must be 1 to 100000, but is 0.\n"), Told(Cli.Run("audit", "--model", model, "--clean", "synthetic:60", "--out", temp.File("o"), "--steps", "0")));
        Assert.Contains("at least 40 clean images", Told(Cli.Run("audit", "--model", model, "--clean", "synthetic:30", "--out", temp.File("o"), "--threads", "1")).Errors, StringComparison.Ordinal);
        Assert.Contains("holds no calibration", Told(Cli.Run("audit", "--model", model, "--clean", "synthetic:300", "--out", temp.File("o"), "--calibration", broken, "--threads", "1")).Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.File("o")));
    }

    private (int Code, string Output, string Errors) Audit(string model, string folder, params string[] more) =>
        Cli.Run(["audit", "--model", model, "--clean", "synthetic:300", "--out", folder, "--steps", "2", "--quick", "--threads", "1", .. more]);

    private static (int Code, string Errors) Told((int Code, string Output, string Errors) ran)
    {
        Assert.Equal(2, ran.Code);
        Assert.Single(ran.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return (ran.Code, ran.Errors);
    }
}
