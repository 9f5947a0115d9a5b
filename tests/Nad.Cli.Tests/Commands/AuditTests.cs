using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Nad.Cli.Tests.Commands;

/// <summary>
/// What a run leaves can be checked and repeated by anybody who has the manifest and the inputs; a manifest from a stranger can do no harm.
/// </summary>
public sealed class AuditTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--method", "finetune", "--clean", "synthetic:80", "--epochs", "1", "--batch", "16", "--collapse-limit", "100", "--threads", "1",
        "--quiet"
    ];

    private readonly TempFolder temp = new();

    private string Manifest => Path.Combine(temp.File("out"), "manifest.json");

    public void Dispose() => temp.Dispose();

    [Fact]
    public void The_manifest_covers_inputs_outputs_options_versions_machine_times_and_verdict()
    {
        string model = Erase("--attack", "badnets", "--seed", "3");

        JsonNode m = JsonNode.Parse(File.ReadAllText(Manifest))!;
        Assert.Equal(
            ["attestation.json", "model.pth", "model.safetensors", "report.html", "result.json", "trigger.json"],
            m["outputs"]!.AsObject().Select(o => o.Key));
        foreach ((string name, JsonNode? output) in m["outputs"]!.AsObject())
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(temp.File("out"), name));
            Assert.Equal((Hash(bytes), bytes.Length), ((string)output!["sha256"]!, (int)output["bytes"]!));
            Assert.Equal(name is not ("attestation.json" or "report.html" or "result.json"), (bool)output["reproducible"]!);
        }

        Assert.Equal(["model", "clean images", "hold-out", "test images"], m["inputs"]!.AsArray().Select(i => (string)i!["role"]!));
        Assert.Equal((model, Hash(File.ReadAllBytes(model))), ((string)m["inputs"]![0]!["name"]!, (string)m["inputs"]![0]!["sha256"]!));
        JsonNode id = m["identity"]!;
        Assert.Equal(("erase", "3", "1"), ((string)id["command"]!, (string)id["run.seed"]!, (string)id["machine.threads"]!));
        Assert.Equal(NadVersion.Text, (string)id["version.nad"]!);
        Assert.All(
            (string[])[
                "input.clean images", "input.test images", "input.trigger", "version.libtorch", "machine.features", "finetuning.epochs"
            ],
            k => Assert.NotNull(id[k]));
        Assert.True((double)m["seconds"]!["total"]! > 0);
        Assert.Contains("trigger", (string)m["verdict"]!, StringComparison.Ordinal);
        Assert.True((int)m["machine"]!["processors"]! > 0);
    }

    [Fact]
    public void Verify_finds_a_changed_a_missing_and_an_unlisted_file()
    {
        Erase();
        string folder = temp.File("out"), file = Path.Combine(folder, "model.pth");
        (int code, string output, string errors) = Cli.Run("verify", folder, "--inputs");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("All 6 files are as they were written.", output, StringComparison.Ordinal);
        Assert.Contains($"SHA-256 {Hash(File.ReadAllBytes(Manifest))}", output, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(folder, "notes.txt"), "mine");
        Assert.Contains("unlisted    notes.txt", Cli.Run("verify", folder).Output, StringComparison.Ordinal);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[1000] ^= 1;
        File.WriteAllBytes(file, bytes);
        (code, output, _) = Cli.Run("verify", folder);
        Assert.Equal(1, code);
        Assert.Contains("CHANGED     model.pth", output, StringComparison.Ordinal);
        File.Delete(file);
        (code, output, _) = Cli.Run("verify", folder, "--json");
        Assert.Equal(1, code);
        Assert.Equal(
            "Missing", (string)JsonNode.Parse(output)!["files"]!.AsArray().Single(f => (string)f!["name"]! == "model.pth")!["state"]!);
    }

    [Fact]
    public void An_erasure_is_repeated_bit_for_bit_and_a_difference_is_found()
    {
        Erase("--seed", "5");

        (int code, string output, string errors) = Cli.Run("replay", Manifest, "--quiet");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("The run was repeated bit for bit.", output, StringComparison.Ordinal);
        foreach (string name in (string[])["model.pth", "model.safetensors", "result.json (without its times)"])
            Assert.Contains($"same    {name}", output, StringComparison.Ordinal);

        // As if another seed had given the files.
        File.WriteAllText(Manifest, File.ReadAllText(Manifest).Replace("\"5\"", "\"6\"", StringComparison.Ordinal));
        File.WriteAllText(
            Manifest, File.ReadAllText(Manifest).Replace("\"run.seed\": \"6\"", "\"run.seed\": \"5\"", StringComparison.Ordinal));
        (code, output, _) = Cli.Run("replay", Manifest, "--json");
        Assert.Equal(1, code);
        JsonNode found = JsonNode.Parse(output)!;
        Assert.Contains(found["differences"]!.AsArray(), d => (string)d!["name"]! == "run.seed");
        Assert.False((bool)found["same"]!);
    }

    [Fact]
    public void An_attack_is_repeated_bit_for_bit()
    {
        Assert.Equal(0, Cli.Run(
            "attack", "refool", "--rounds", "1", "--candidates", "6", "--kept", "2", "--data", "synthetic:80", "--arch", "wrn-10-1",
            "--epochs", "1", "--batch", "16", "--threads", "1", "--quiet", "--out", temp.File("out")).Code);

        (int code, string output, string errors) = Cli.Run("replay", Manifest, "--quiet", "--out", temp.File("again"));

        Assert.Equal((0, ""), (code, errors));
        foreach (string name in (string[])["model.safetensors", "poison.json", "poison.png", "trigger.json", "result.json"])
            Assert.Contains($"same    {name}", output, StringComparison.Ordinal);
        Assert.Equal(0, Cli.Run("verify", temp.File("again")).Code);
    }

    [Theory]
    [InlineData("\"model.pth\":", "\"../m.safetensors\":", "does not lie beside it")]
    [InlineData("\"model.pth\":", "\"/etc/passwd\":", "does not lie beside it")]
    [InlineData("\"format\": 1", "\"format\": 2", "format 2")]
    [InlineData("\"format\": 1,", "", "no manifest")]
    [InlineData("{", "[", "no manifest")]
    public void A_strangers_manifest_leads_nowhere(string from, string to, string said)
    {
        Erase();
        string text = File.ReadAllText(Manifest);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        File.WriteAllText(Manifest, text[..at] + to + text[(at + from.Length)..]);

        Refused(Cli.Run("verify", temp.File("out")), said);
        Refused(Cli.Run("replay", Manifest), said);
    }

    [Theory]
    [InlineData("demo", "only erase and attack")]
    [InlineData("@/etc/passwd", "only erase and attack")]
    public void A_manifest_cannot_ask_for_other_commands(string command, string said)
    {
        Erase();
        File.WriteAllText(
            Manifest,
            File.ReadAllText(Manifest).Replace(
                "\"arguments\": [\n    \"erase\"", $"\"arguments\": [\n    \"{command}\"", StringComparison.Ordinal));
        Refused(Cli.Run("replay", Manifest), said);
    }

    [Fact]
    public void A_manifest_cannot_bring_arguments_from_another_file()
    {
        Erase();
        File.WriteAllText(Manifest, File.ReadAllText(Manifest).Replace("\"--quiet\"", "\"@/etc/hostname\"", StringComparison.Ordinal));
        Refused(Cli.Run("replay", Manifest), "@FILE");
    }

    [Fact]
    public void Without_a_manifest_there_is_nothing_to_verify()
    {
        Refused(Cli.Run("verify", temp.Path), "manifest.json does not exist");
        Refused(Cli.Run("replay", temp.File("none.json")), "does not exist");
        Refused(Cli.Run("replay", temp.Path), "is a folder");
    }

    private string Erase(params string[] more)
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        Assert.Equal(0, Cli.Run(["erase", "--model", model, "--out", temp.File("out"), .. Small, .. more]).Code);
        return model;
    }

    private static void Refused((int Code, string Output, string Errors) run, string said)
    {
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Equal(1, run.Errors.Count(c => c == '\n'));
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
