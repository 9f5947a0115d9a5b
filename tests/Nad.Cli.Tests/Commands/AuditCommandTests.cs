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
        Assert.Equal(
            ["channels", "margin", "universal-additive", "universal-patch"],
            json["findings"]!.AsArray().Select(f => (string)f!["detector"]!).Distinct().Order(StringComparer.Ordinal));
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
        string model = Cli.WriteModel(temp.File("m.safetensors")), before = Cli.WriteModel(temp.File("before.safetensors"), seed: 2),
            folder = temp.File("out");

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
    public void Without_time_detectors_are_left_out_in_a_fixed_order_and_named()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        (int code, _, string errors) = Audit(model, temp.File("none"), "--budget", "0.0000001");
        Assert.Equal(2, code);
        Assert.Contains("channels alone takes", errors, StringComparison.Ordinal);
        Assert.Contains("--budget must be above 0", Audit(model, temp.File("none"), "--budget", "0").Errors, StringComparison.Ordinal);
        Assert.Equal(3, Audit(model, temp.File("all"), "--budget", "1000").Code);
        Assert.Equal(
            4,
            JsonNode.Parse(File.ReadAllText(Path.Combine(temp.File("all"), "audit.json")))!["findings"]!
                .AsArray()
                .Select(f => (string)f!["detector"]!).Distinct().Count());
    }

    [Fact]
    public void Too_few_images_and_files_that_are_no_calibration_are_told_in_one_line()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), broken = temp.File("c.json");
        File.WriteAllText(broken, "{\"format\": 1}");

        Assert.Equal(
            (2, "nad: --steps must be 1 to 100000, but is 0.\n"),
            Told(Cli.Run("audit", "--model", model, "--clean", "synthetic:60", "--out", temp.File("o"), "--steps", "0")));
        Assert.Contains(
            "--images must be 40 to 100000",
            Told(Cli.Run("audit", "--model", model, "--clean", "synthetic:60", "--out", temp.File("o"), "--images", "39")).Errors,
            StringComparison.Ordinal);
        Assert.Contains(
            "no detector 'x'",
            Told(Cli.Run("audit", "--model", model, "--clean", "synthetic:60", "--out", temp.File("o"), "--detector", "x")).Errors,
            StringComparison.Ordinal);
        Assert.Contains(
            "at least 40 clean images",
            Told(Cli.Run("audit", "--model", model, "--clean", $"images:{Few()}", "--out", temp.File("o"), "--threads", "1")).Errors,
            StringComparison.Ordinal);
        Assert.Contains(
            "holds no calibration",
            Told(Cli.Run(
                "audit", "--model", model, "--clean", "synthetic:300", "--out", temp.File("o"), "--calibration", broken, "--threads",
                "1")).Errors,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.File("o")));
    }

    [Fact]
    public void Audits_of_reference_models_make_a_calibration_that_gives_p()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), file = temp.File("calibration.json");
        Audit(Cli.WriteModel(temp.File("clean.safetensors"), seed: 3), temp.File("clean"));
        Audit(Cli.WriteModel(temp.File("bad.safetensors"), seed: 4), temp.File("bad"));

        (int code, string output, string errors) =
            Cli.Run("calibrate", "--clean", temp.File("clean"), "--attacked", $"badnets={temp.File("bad")}", "--out", file);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("1 clean and 1 attacked", output, StringComparison.Ordinal);
        (code, output, _) = Audit(model, temp.File("out"), "--calibration", file);
        Assert.Equal(3, code);
        Assert.Contains("only 1 clean reference models", output, StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(File.ReadAllText(Path.Combine(temp.File("out"), "audit.json")))!;
        Assert.All(json["findings"]!.AsArray(), f => Assert.Contains((double)f!["p"]!, new[] { 0.5, 1 }));
        Assert.Equal(1, (int)json["calibration"]!["clean"]!);

        Assert.Contains(
            "twice",
            Told(Cli.Run("calibrate", "--clean", temp.File("clean"), temp.File("clean"), "--out", temp.File("d.json"))).Errors,
            StringComparison.Ordinal);
        Assert.Contains(
            "NAME=DIR",
            Told(Cli.Run("calibrate", "--clean", temp.File("clean"), "--attacked", temp.File("bad"), "--out", temp.File("d.json"))).Errors,
            StringComparison.Ordinal);
        Assert.Contains(
            "of nad audit",
            Told(Cli.Run("calibrate", "--clean", temp.Path, "--out", temp.File("d.json"))).Errors,
            StringComparison.Ordinal);
        Assert.Contains(
            "is for wrn-10-1, synthetic, 32x32 pixels, 10 classes, custom",
            Told(Cli.Run(
                "audit", "--model", model, "--clean", "synthetic:300", "--out", temp.File("o"), "--calibration", file, "--threads",
                "1")).Errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Reference_models_are_trained_cell_by_cell_and_make_a_calibration()
    {
        string folder = temp.File("family");
        string[] words =
        [
            "calibrate", "train", "--data", "synthetic:60", "--arch", "wrn-10-1", "--epochs", "1", "--clean-models", "2",
            "--attacked-models", "1", "--steps", "2", "--images", "40", "--workers", "1", "--out", folder
        ];

        Assert.Contains("0 of 6 cells done", Cli.Run([.. words, "--plan"]).Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
        Assert.Contains("No clean reference model is finished", Told(Cli.Run([.. words, "--finished"])).Errors, StringComparison.Ordinal);
        (int code, string output, string errors) = Cli.Run(words);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains(
            "2 clean and 1 attacked models (wrn-10-1, synthetic, 32x32 pixels, 10 classes, custom)", output, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(Path.Combine(folder, "scores.csv"));
        Assert.Equal(["model", "clean-00", "badnets-00", "clean-01"], lines.Select(l => l.Split(',')[0]));
        Assert.All(lines, l => Assert.Equal(lines[0].Split(',').Length, l.Split(',').Length));
        Nad.Audit.Calibration calibration =
            Nad.Audit.Calibrations.Read(File.ReadAllBytes(Path.Combine(folder, "calibration.json")), "calibration.json");
        Assert.Equal((2, 3), (calibration.Clean, calibration.Models.Count));
        Assert.Contains("attack was not learnt", File.ReadAllText(Path.Combine(folder, "tables.md")), StringComparison.Ordinal);

        // The models are not needed again, and a longer family goes on from a shorter one.
        Directory.Delete(Path.Combine(folder, "cells", ".work"), recursive: true);
        Assert.Contains("6 of 6 cells done", Cli.Run([.. words, "--plan"]).Output, StringComparison.Ordinal);
        words[Array.IndexOf(words, "--clean-models") + 1] = "3";
        Assert.Contains("6 of 8 cells done", Cli.Run([.. words, "--plan"]).Output, StringComparison.Ordinal);

        // What an audit of the same kind then is compared with.
        (code, output, errors) = Cli.Run(
            "audit", "--model", Cli.WriteModel(temp.File("m.safetensors")), "--clean", "synthetic:60", "--quick", "--steps", "2",
            "--images", "40", "--threads", "1", "--calibration", Path.Combine(folder, "calibration.json"), "--out", temp.File("out"));
        Assert.Equal((3, ""), (code, errors));
        Assert.Contains("only 2 clean reference models", output, StringComparison.Ordinal);
        Assert.Equal([], ResultSchema.AuditFaults(File.ReadAllText(Path.Combine(temp.File("out"), "audit.json"))));
    }

    [Theory]
    [InlineData("--clean-models", "0", "--clean-models must be 1 to 10000")]
    [InlineData("--attacked-models", "-1", "--attacked-models must be 0 to 10000")]
    [InlineData("--epochs", "0", "--epochs must be 1 to 10000")]
    [InlineData("--arch", "none", "none")]
    [InlineData("--workers", "0", "--workers must be 1 to 256")]
    public void A_family_that_cannot_be_is_refused_in_one_line(string option, string value, string told)
    {
        Assert.Contains(
            told,
            Told(Cli.Run("calibrate", "train", "--data", "synthetic:60", option, value, "--out", temp.File("o"))).Errors,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.File("o")));
    }

    private static (int Code, string Output, string Errors) Audit(string model, string folder, params string[] more) =>
        Cli.Run([
            "audit", "--model", model, "--clean", "synthetic:300", "--out", folder, "--steps", "2", "--images", "40", "--quick",
            "--threads", "1", .. more
        ]);

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
