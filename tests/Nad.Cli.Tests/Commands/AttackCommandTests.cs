using System.Text.Json.Nodes;
using Nad.Files.Imaging;
using Nad.TestSupport;

namespace Nad.Cli.Tests.Commands;

public sealed class AttackCommandTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--data", "synthetic:80", "--arch", "wrn-10-1", "--epochs", "1", "--batch", "16", "--threads", "1"
    ];

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    public static TheoryData<string, string[], int> Attacks => new()
    {
        { "badnets", ["--target", "3"], 8 },
        { "badnets", ["--all-to-all", "--rate", "0.5"], 40 },
        { "badnets", ["--trigger-variant", "centre", "--trigger-alpha", "0.2"], 8 },
        { "blend", [], 8 },
        { "sig", ["--target", "1"], 6 },
        { "trojan", ["--steps", "3"], 4 },
        { "cl", ["--pgd-steps", "2"], 6 },
        { "refool", ["--rounds", "1", "--candidates", "6", "--kept", "2"], 6 },
        { "refool", ["--dirty", "--rounds", "0", "--candidates", "6", "--kept", "2"], 6 },
    };

    [Slow]
    [Theory]
    [MemberData(nameof(Attacks))]
    public void Every_attack_leaves_model_trigger_list_and_picture(string name, string[] options, int poisoned)
    {
        string folder = temp.File("out");

        (int code, string output, string errors) = Cli.Run(["attack", name, "--out", folder, "--json", .. options, .. Small]);

        Assert.Equal((0, ""), (code, errors));
        ResultSchema.Check(folder);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "result.json")).Trim(), output.Trim());
        JsonNode result = JsonNode.Parse(output)!;
        Assert.Equal(name, (string)result["attack"]!);
        foreach (string rate in (string[])["acc", "acc_non_target", "asr", "ra"]) Assert.InRange((double)result[rate]!, 0, 1);
        Assert.Equal(1000, (int)result["test_images"]!);
        Assert.Equal(options.Contains("--all-to-all") ? 0 : 1, result["asr_by_class"]!.AsArray().Count(c => c is null));
        Assert.Equal(poisoned, (int)result["poisoned"]!["poisoned_images"]!);
        Assert.Equal(
            ["manifest.json", "model.pth", "model.safetensors", "poison.json", "poison.png", "result.json", "trigger.json"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        JsonArray indices = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "poison.json")))!["indices"]!.AsArray();
        Assert.Equal(poisoned, indices.Select(i => (int)i!).Distinct().Count());
        Assert.Equal(3 * 100 + 4, ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(folder, "poison.png")), "poison.png").Height);
        Assert.Equal(result["asr"]!.ToJsonString(), Evaluated(folder)["asr"]!.ToJsonString());
    }

    [Fact]
    public void A_clean_model_has_no_trigger_and_no_attack_success()
    {
        (int code, string output, string errors) =
            Cli.Run(["attack", "none", "--out", temp.File("out"), "--json", "--preset", "paper-like", .. Small]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Null(JsonNode.Parse(output)!["asr"]);
        Assert.Equal(
            ["manifest.json", "model.pth", "model.safetensors", "result.json"],
            Directory.GetFiles(temp.File("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_seed_gives_the_same_model_and_poison()
    {
        byte[] Attack(string name, string seed)
        {
            Assert.Equal(0, Cli.Run(["attack", "blend", "--out", temp.File(name), "--quiet", "--seed", seed, .. Small]).Code);
            return
            [
                .. File.ReadAllBytes(Path.Combine(temp.File(name), "model.safetensors")),
                .. File.ReadAllBytes(Path.Combine(temp.File(name), "poison.json"))
            ];
        }

        byte[] first = Attack("a", "4");
        Assert.Equal(first, Attack("b", "4"));
        Assert.NotEqual(first, Attack("c", "5"));
    }

    [Theory]
    [InlineData("--preset must be", "badnets", "--preset", "slow")]
    [InlineData("--optimizer must be sgd or muon, but is 'adam'", "badnets", "--optimizer", "adam")]
    [InlineData("wrn-D-K", "badnets", "--arch", "resnet-18")]
    [InlineData("--lr", "badnets", "--lr", "-1")]
    [InlineData("rate", "blend", "--rate", "2")]
    [InlineData("0 to 9", "sig", "--target", "10")]
    [InlineData("not both", "badnets", "--target", "1", "--all-to-all")]
    [InlineData("--basis must be", "sig", "--basis", "all")]
    [InlineData("not one", "blend", "--rate", "0.001")]
    [InlineData("--mode must be", "trojan", "--mode", "over")]
    [InlineData("does not exist", "trojan", "--trigger", "nowhere.npz")]
    [InlineData("does not exist", "cl", "--source-model", "nowhere.pth")]
    [InlineData("epsilon", "cl", "--epsilon", "2")]
    [InlineData("ROW,COLUMN", "custom", "--trigger", "nowhere.png", "--place", "3")]
    [InlineData("--neurons", "trojan", "--trigger", "nowhere.npz", "--neurons", "3")]
    [InlineData("--kind must be", "refool", "--kind", "mirror")]
    [InlineData("at most the 4 candidates", "refool", "--candidates", "4")]
    [InlineData("only", "sig", "--rate", "0.5")]
    [InlineData("'nad attack badnets --help'", "badnets", "--delta", "3")]
    public void Bad_input_gives_one_line_and_leaves_nothing(string said, string name, params string[] options)
    {
        (int code, string output, string errors) =
            Cli.Run(["attack", name, "--data", "synthetic:80", "--out", temp.File("out"), "--quiet", .. options]);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("nad: ", errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.File("out")));
    }

    [Fact]
    public void A_rate_that_cannot_be_is_refused_before_anything_is_trained()
    {
        (int code, string output, string errors) = Cli.Run(["attack", "cl", "--rate", "0.5", "--out", temp.File("out"), .. Small]);

        Assert.Equal(2, code);
        Assert.Contains("the target class has only", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("training", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stored_trigger_beside_a_named_one_is_refused()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        (int code, _, string errors) =
            Cli.Run("eval", "--model", model, "--data", "synthetic:80", "--attack", "badnets", "--trigger", "t.json");
        Assert.Equal(2, code);
        Assert.Contains("not both", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_users_picture_becomes_a_trigger_and_a_given_source_model_is_used()
    {
        File.WriteAllBytes(temp.File("t.png"), PngEncoder.Encode(new byte[27], 3, 3));
        string clean = Cli.WriteModel(temp.File("m.safetensors"));

        Assert.Equal(
            0,
            Cli.Run([
                "attack", "custom", "--trigger", temp.File("t.png"), "--place", "0,0", "--clean-label", "--rate", "0.05", "--out",
                temp.File("a"), "--quiet", .. Small
            ]).Code);
        (int code, string output, string errors) =
            Cli.Run(["attack", "cl", "--source-model", clean, "--pgd-steps", "1", "--out", temp.File("b"), "--json", .. Small]);

        Assert.Equal((0, ""), (code, errors));
        Assert.All(JsonNode.Parse(output)!["epochs"]!.AsArray(), e => Assert.Equal("attack", (string)e!["phase"]!));
    }

    [Slow]
    [Fact]
    public void All_attacks_side_by_side_are_one_picture()
    {
        string file = temp.File("all.png");

        (int code, string output, string errors) = Cli.Run(
            "triggers", "--data", "synthetic:80", "--source-model", Cli.WriteModel(temp.File("m.safetensors")), "--out", file, "--threads",
            "1");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("clean, badnets, trojan, blend, cl, sig, refool", output, StringComparison.Ordinal);
        Assert.Equal(((7 * 100) + 4, (4 * 100) + 4), ImageDecoder.ReadSize(File.ReadAllBytes(file), file));
    }

    private static JsonNode Evaluated(string folder)
    {
        (int code, string output, string errors) = Cli.Run(
            "eval", "--model", Path.Combine(folder, "model.pth"), "--data", "synthetic:80", "--trigger",
            Path.Combine(folder, "trigger.json"), "--threads", "1", "--json");
        Assert.Equal((0, ""), (code, errors));
        return JsonNode.Parse(output)!["score"]!;
    }
}
