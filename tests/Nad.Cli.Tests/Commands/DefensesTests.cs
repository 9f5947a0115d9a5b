using System.Text.Json.Nodes;

namespace Nad.Cli.Tests.Commands;

/// <summary>Every defense from the command line to its files, on generated images.</summary>
public sealed class DefensesTests : IDisposable
{
    private static readonly string[] Small = ["--clean", "synthetic:80", "--batch", "16", "--collapse-limit", "100", "--threads", "1", "--quiet"];

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    public static TheoryData<string, string[]> Methods => new()
    {
        { "nad", ["--epochs", "1", "--teacher-epochs", "1"] },
        { "finetune", ["--epochs", "1"] },
        { "fine-pruning", ["--prune-ratio", "0.25"] },
        { "fine-pruning", ["--prune", "proper", "--prune-ratio", "0.25", "--epochs", "1"] },
        { "mixup", ["--epochs", "1"] },
        { "cutout", ["--epochs", "1"] },
    };

    [Theory]
    [MemberData(nameof(Methods), DisableDiscoveryEnumeration = true)]
    public void A_defense_leaves_a_model_a_report_and_a_result_and_is_blind_to_the_trigger_that_is_measured(string method, string[] options)
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), folder = temp.File("out"), other = temp.File("other");

        (int code, string output, string errors) = Cli.Run(["erase", "--model", model, "--out", folder, "--method", method, "--attack", "badnets", "--target", "3", .. Small, .. options]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(0, Cli.Run(["erase", "--model", model, "--out", other, "--method", method, "--attack", "badnets", "--target", "7", "--trigger-variant", "square", "--test-every-epoch", .. Small, .. options]).Code);
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "model.safetensors")), File.ReadAllBytes(Path.Combine(other, "model.safetensors")));
        Assert.Contains("After ", output, StringComparison.Ordinal);
        JsonNode result = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!;
        Assert.Equal(method, (string)result["options"]!["run"]!["method"]!);
        Assert.InRange((double)result["after"]!["acc"]!, 0, 1);
        Assert.NotEqual(File.ReadAllBytes(model), File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        Assert.True(new FileInfo(Path.Combine(folder, "report.html")).Length > 1000);
        bool choosing = method == "fine-pruning";
        Assert.Equal(choosing ? 1 : 0, result["selections"]!.AsArray().Count);
        if (choosing) Assert.Contains("The ratio was given: 16 of 64 channels.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--method must be nad or finetune or", "--method", "magic")]
    [InlineData("--beta belongs to --method nad; finetune does not use it.", "--method", "finetune", "--beta", "3")]
    [InlineData("--prune-ratio belongs to --method fine-pruning; nad does not use it.", "--prune-ratio", "0.5")]
    [InlineData("must be at least 0 and below 1, but is 1", "--method", "fine-pruning", "--prune-ratio", "1")]
    [InlineData("Give one of --prune-ratio, --match-acc and --max-acc-drop", "--method", "fine-pruning", "--prune-ratio", "0.5", "--max-acc-drop", "2")]
    [InlineData("a fraction from 0 to 1, but is 81", "--method", "fine-pruning", "--match-acc", "81")]
    [InlineData("--max-acc-drop must be 0 to 100 percentage points", "--method", "fine-pruning", "--max-acc-drop", "-1")]
    public void A_senseless_choice_gets_one_line(string message, params string[] options)
    {
        (int code, _, string errors) = Cli.Run(["erase", "--model", temp.File("none"), "--out", temp.File("out"), .. Small, .. options]);
        Assert.Equal(2, code);
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(temp.File("out")));
    }
}
