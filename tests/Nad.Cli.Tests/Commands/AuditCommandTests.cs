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
        Assert.Contains("--images must be 40 to 100000", Told(Cli.Run("audit", "--model", model, "--clean", "synthetic:60", "--out", temp.File("o"), "--images", "39")).Errors, StringComparison.Ordinal);
        Assert.Contains("no detector 'x'", Told(Cli.Run("audit", "--model", model, "--clean", "synthetic:60", "--out", temp.File("o"), "--detector", "x")).Errors, StringComparison.Ordinal);
        Assert.Contains("at least 40 clean images", Told(Cli.Run("audit", "--model", model, "--clean", $"images:{Few()}", "--out", temp.File("o"), "--threads", "1")).Errors, StringComparison.Ordinal);
        Assert.Contains("holds no calibration", Told(Cli.Run("audit", "--model", model, "--clean", "synthetic:300", "--out", temp.File("o"), "--calibration", broken, "--threads", "1")).Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.File("o")));
    }

    [Fact]
    public void Audits_of_reference_models_make_a_calibration_that_gives_p()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), file = temp.File("calibration.json");
        Audit(Cli.WriteModel(temp.File("clean.safetensors"), seed: 3), temp.File("clean"));
        Audit(Cli.WriteModel(temp.File("bad.safetensors"), seed: 4), temp.File("bad"));

        (int code, string output, string errors) = Cli.Run("calibrate", "--clean", temp.File("clean"), "--attacked", $"badnets={temp.File("bad")}", "--out", file);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("1 clean and 1 attacked", output, StringComparison.Ordinal);
        (code, output, _) = Audit(model, temp.File("out"), "--calibration", file);
        Assert.Equal(3, code);
        Assert.Contains("only 1 reference models", output, StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(File.ReadAllText(Path.Combine(temp.File("out"), "audit.json")))!;
        Assert.All(json["findings"]!.AsArray(), f => Assert.Contains((double)f!["p"]!, new[] { 0.5, 1 }));
        Assert.Equal(1, (int)json["calibration"]!["clean"]!);

        Assert.Contains("twice", Told(Cli.Run("calibrate", "--clean", temp.File("clean"), temp.File("clean"), "--out", temp.File("d.json"))).Errors, StringComparison.Ordinal);
        Assert.Contains("NAME=DIR", Told(Cli.Run("calibrate", "--clean", temp.File("clean"), "--attacked", temp.File("bad"), "--out", temp.File("d.json"))).Errors, StringComparison.Ordinal);
        Assert.Contains("of nad audit", Told(Cli.Run("calibrate", "--clean", temp.Path, "--out", temp.File("d.json"))).Errors, StringComparison.Ordinal);
        Assert.Contains("is for wrn-10-1, synthetic, 10 classes, custom", Told(Cli.Run("audit", "--model", model, "--clean", "synthetic:300", "--out", temp.File("o"), "--calibration", file, "--threads", "1")).Errors, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Errors) Audit(string model, string folder, params string[] more) =>
        Cli.Run(["audit", "--model", model, "--clean", "synthetic:300", "--out", folder, "--steps", "2", "--images", "40", "--quick", "--threads", "1", .. more]);

    // Ten classes with an image each.
    private string Few()
    {
        string folder = temp.File("few");
        for (int c = 0; c < 10; c++)
        {
            Directory.CreateDirectory(Path.Combine(folder, $"class {c}"));
            Data.RandomStream random = new(c, "pixels");
            byte[] pixels = [.. Enumerable.Range(0, 32 * 32 * 3).Select(_ => (byte)random.Next(256))];
            File.WriteAllBytes(Path.Combine(folder, $"class {c}", "1.png"), Nad.Files.Imaging.PngEncoder.Encode(pixels, 32, 32));
        }

        return folder;
    }

    private static (int Code, string Errors) Told((int Code, string Output, string Errors) ran)
    {
        Assert.Equal(2, ran.Code);
        Assert.Single(ran.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return (ran.Code, ran.Errors);
    }
}
