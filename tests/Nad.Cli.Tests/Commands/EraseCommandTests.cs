using System.Text.Json.Nodes;
using Nad.Files.Checkpoints;
using Nad.Files.Checkpoints.Writing;
using Nad.TestSupport;

namespace Nad.Cli.Tests.Commands;

public sealed class EraseCommandTests : IDisposable
{
    private static readonly string[] Student =
    [
        "--clean", "synthetic:80", "--epochs", "1", "--batch", "16", "--collapse-limit", "100", "--threads", "1"
    ];
    private static readonly string[] Small = [.. Student, "--method", "nad", "--teacher-epochs", "1"];

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void A_run_leaves_models_report_trigger_and_result()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), folder = temp.File("out");

        (int code, string output, string errors) =
            Cli.Run(["erase", "--model", model, "--out", folder, "--attack", "badnets", "--target", "3", .. Small]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(
            ["attestation.json", "manifest.json", "model.pth", "model.safetensors", "report.html", "result.json", "trigger.json"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("After NAD", output, StringComparison.Ordinal);
        JsonNode result = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!;
        Assert.Equal("wrn-10-1", (string)result["model"]!["architecture"]!);
        Assert.Equal(10, (int)result["model"]!["classes"]!);
        Assert.Equal(Checkpoint.Read(model).Sha256, (string)result["model"]!["sha256"]!);
        foreach (string moment in (string[])["before", "after", "teacher"])
        {
            foreach (string rate in (string[])["acc", "acc_non_target", "asr", "ra"]) Assert.InRange((double)result[moment]![rate]!, 0, 1);
            Assert.Equal(1000, (int)result[moment]!["test_images"]!);
        }

        foreach (string part in (string[])["total", "teacher", "student", "evaluation", "load"])
            Assert.True((double)result["seconds"]![part]! > 0);
        JsonNode student = result["epochs"]!.AsArray().Single(e => (string)e!["phase"]! == "student")!;
        Assert.Equal(3, student["attention"]!.AsArray().Count);
        Assert.True((double)student["loss"]! > (double)student["cross_entropy"]!);
        Assert.Equal(0.1, (double)student["lr"]!);
        Assert.Equal(0, (int)result["seed"]!);
        Assert.Equal("[500,1000,1000]", result["options"]!["distillation"]!["beta"]!.ToJsonString());
    }

    [Fact]
    public void An_audit_before_and_after_says_what_became_of_what_was_found()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), folder = temp.File("out");

        string policy = temp.File("policy.json");
        File.WriteAllText(policy, """{ "format": 1, "max_recovered_success": 1 }""");

        (int code, string output, string errors) =
            Cli.Run(["erase", "--model", model, "--out", folder, "--audit-quick", "--audit-steps", "2", "--policy", policy, .. Small]);

        Assert.Equal("", errors);
        ResultSchema.Check(folder);
        JsonNode audit = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!["audit"]!;
        string sentence = (string)audit["paired"]!["sentence"]!;
        double?[] after =
            [.. audit["paired"]!["changes"]!.AsArray().Where(c => !(bool)c!["control"]!).Select(c => (double?)c!["success_after"])];
        Assert.Equal(after.Contains(null) ? ExitCode.Inconclusive : 0, code);
        Assert.Contains(
            after.Contains(null) ? "Policy: max_recovered_success 1: cannot be told" : "Policy: max_recovered_success 1: kept, found",
            output,
            StringComparison.Ordinal);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        // The class that stood out and the median class, for both kinds of change.
        Assert.Equal(
            [("patch", false), ("patch", true), ("additive", false), ("additive", true)],
            audit["paired"]!["changes"]!.AsArray().Select(c => ((string)c!["family"]!, (bool)c["control"]!)));
        Assert.Equal((200, 200, true), ((int)audit["images_a"]!, (int)audit["images_b"]!, (bool)audit["unseen"]!));
        Assert.Equal(audit["before"]!.AsArray().Count, audit["after"]!.AsArray().Count);
        string page = File.ReadAllText(Path.Combine(folder, "report.html"));
        _ = System.Xml.Linq.XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        Assert.Contains("Audit before and after", page, StringComparison.Ordinal);
        Assert.Contains("judged on 200 test images that the erasing never saw", page, StringComparison.Ordinal);
        Assert.DoesNotContain("is clean", page + output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Too_few_images_for_an_audit_are_told_before_anything_is_trained()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        string few = temp.File("few");
        IReadOnlyList<string> names = new Data.Synthetic.SyntheticSource(null).ClassNames;
        for (int c = 0; c < names.Count; c++)
        {
            Directory.CreateDirectory(Path.Combine(few, names[c]));
            for (int i = 0; i < 3; i++)
            {
                Data.RandomStream random = new((3 * c) + i, "pixels");
                File.WriteAllBytes(
                    Path.Combine(few, names[c], $"{i}.png"),
                    Nad.Files.Imaging.PngEncoder.Encode([.. Enumerable.Range(0, 32 * 32 * 3).Select(_ => (byte)random.Next(256))], 32, 32));
            }
        }

        (int code, _, string errors) = Cli.Run(
            ["erase", "--model", model, "--out", temp.File("out"), "--audit", "--test", $"images:{few}", "--accept-accuracy", .. Small]);

        Assert.Equal(2, code);
        Assert.Contains("--audit needs at least 40 test images", errors, StringComparison.Ordinal);
    }

    [Slow]
    [Fact]
    public void Of_a_long_training_about_fifty_epochs_get_a_line()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));

        string[] training = ["--clean", "synthetic:80", "--clean-count", "20", "--lr", "0.001", "--epochs", "121", "--threads", "1"];
        (int code, string output, _) = Cli.Run(["erase", "--method", "finetune", "--model", model, "--out", temp.File("out"), .. training]);

        Assert.Equal(0, code);
        string[] lines = [.. output.Split('\n').Where(
            l => l.StartsWith("student ", StringComparison.Ordinal) && l.Contains("/121", StringComparison.Ordinal))];
        Assert.Equal(
            [.. Enumerable.Range(1, 40).Select(n => 3 * n), 121],
            lines.Select(l => int.Parse(l[8..].Split('/')[0], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Slow]
    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_gives_others()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        byte[] Erase(string name, string seed)
        {
            Assert.Equal(0, Cli.Run(["erase", "--model", model, "--out", temp.File(name), "--seed", seed, "--quiet", .. Small]).Code);
            return File.ReadAllBytes(Path.Combine(temp.File(name), "model.safetensors"));
        }

        byte[] first = Erase("a", "7");

        Assert.Equal(first, Erase("b", "7"));
        Assert.NotEqual(first, Erase("c", "8"));
    }

    [Fact]
    public void Json_is_the_only_output_and_equals_the_file()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));

        (int code, string output, _) =
            Cli.Run(["erase", "--model", model, "--out", temp.File("o"), "--method", "finetune", "--json", .. Student]);

        Assert.Equal(0, code);
        Assert.Equal(File.ReadAllText(Path.Combine(temp.File("o"), "result.json")).Trim(), output.Trim());
        JsonNode result = JsonNode.Parse(output)!;
        Assert.Null(result["teacher"]);
        Assert.Null(result["before"]!["asr"]);
    }

    [Fact]
    public void Both_written_models_hold_the_keys_of_the_given_one()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        Assert.Equal(0, Cli.Run(["erase", "--model", model, "--out", temp.File("o"), "--quiet", .. Small]).Code);

        string[] keys = [.. Checkpoint.Read(model).Tensors.Select(t => t.Name)];
        foreach (string name in (string[])["model.pth", "model.safetensors"])
        {
            Assert.Equal(keys, Checkpoint.Read(Path.Combine(temp.File("o"), name)).Tensors.Select(t => t.Name));
        }
    }

    [Fact]
    public void Names_with_a_prefix_and_half_precision_come_back_in_both_files()
    {
        NamedTensor[] given = [.. Checkpoint.Read(Cli.WriteModel(temp.File("m.safetensors"))).Tensors.Select(
            t => new NamedTensor("module." + t.Name, Half(t.Data)))];
        TorchFile.Write(temp.File("m.pth"), given);

        (int code, string output, _) = Cli.Run(["erase", "--model", temp.File("m.pth"), "--out", temp.File("o"), "--quiet", .. Small]);

        Assert.Equal(0, code);
        Assert.Contains("The prefix \"module.\" is taken off every name.", output, StringComparison.Ordinal);
        foreach (string name in (string[])["model.pth", "model.safetensors"])
        {
            Checkpoint written = Checkpoint.Read(Path.Combine(temp.File("o"), name));
            Assert.Equal("module.", written.StrippedPrefix);
            Assert.Equal(given.Select(t => (t.Name[7..], t.Data.Type)), written.Tensors.Select(t => (t.Name, t.Data.Type)));
            Assert.NotEqual(given[0].Data.Bytes, written.Tensors[0].Data.Bytes);
        }

        static TensorData Half(TensorData data) => TensorConversion.IsFloating(data.Type) ? TensorConversion.To(data, DType.Float16) : data;
    }

    [Fact]
    public void One_of_two_networks_in_a_file_is_named_after_it()
    {
        IReadOnlyList<NamedTensor> tensors = Checkpoint.Read(Cli.WriteModel(temp.File("m.safetensors"))).Tensors;
        string both = temp.File("both.safetensors");
        SafeTensorsFile.Write(
            both,
            [.. tensors.Select(t => t with { Name = "student." + t.Name }), .. tensors.Select(t => t with { Name = "teacher." + t.Name })]);

        (int code, _, string errors) = Cli.Run(["erase", "--model", both, "--out", temp.File("o"), "--quiet", .. Small]);
        Assert.Equal(2, code);
        Assert.Contains("student (wrn-10-1), teacher (wrn-10-1)", errors, StringComparison.Ordinal);

        Assert.Equal(0, Cli.Run(["erase", "--model", both + "#student", "--out", temp.File("o2"), "--quiet", .. Small]).Code);
        Checkpoint written = Checkpoint.Read(Path.Combine(temp.File("o2"), "model.safetensors"));
        Assert.Equal(2 * tensors.Count, written.Tensors.Count);
        Assert.Equal(tensors[0].Data.Bytes, written.Tensors.Single(t => t.Name == "teacher." + tensors[0].Name).Data.Bytes);
        Assert.NotEqual(tensors[0].Data.Bytes, written.Tensors.Single(t => t.Name == "student." + tensors[0].Name).Data.Bytes);
    }

    [Slow]
    [Fact]
    public void PyTorch_measures_the_same_rates_on_the_written_model()
    {
        string given = TestData.Require("nad-authors", "s_net", "WRN-16-1-S-model_best.pth.tar"),
            cifar = TestData.Require("cifar-10-batches-bin");
        string folder = temp.File("o");

        (int code, string output, string errors) = Cli.Run(
            "erase", "--model", given, "--clean", $"cifar10:{cifar}", "--clean-count", "320", "--attack", "badnets", "--target", "5",
            "--out", folder, "--preset", "paper", "--epochs", "2", "--teacher-epochs", "1", "--lr", "0.01", "--threads", "1", "--json");

        Assert.Equal("", errors);
        JsonNode result = JsonNode.Parse(output)!;
        Assert.Equal((string)result["verdict"]!["code"]! is "weaker" or "unchanged" or "worse" ? 1 : 0, code);
        Assert.Equal((0.844, 1.0), ((double)result["before"]!["acc"]!, (double)result["before"]!["asr"]!));
        Assert.Equal(0.8501, (double)result["before"]!["acc_non_target"]!, 4);
        string[] peer = PythonPeer
            .Run(File.ReadAllText(TestData.Fixture("evaluate_model.py")), Path.Combine(folder, "model.pth"), cifar, "5")
            .Split(' ');
        // One image of 1,000 may lie on a border that rounding decides.
        Assert.Equal((double)result["after"]!["acc"]!, double.Parse(peer[0], System.Globalization.CultureInfo.InvariantCulture), 0.0011);
        Assert.Equal((double)result["after"]!["asr"]!, double.Parse(peer[1], System.Globalization.CultureInfo.InvariantCulture), 0.0012);
    }
}
