using System.Text.Json.Nodes;

namespace Nad.Cli.Tests.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Runs_that_differ_in_the_seed_get_their_mean()
    {
        string a = Write("a", 0, 0.8, 0.10), b = Write("b", 1, 0.9, 0.20), c = Write("c", 0, 0.5, 0.30, epochs: "3");

        (int code, string output, string errors) = Cli.Run("compare", a, b, c);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("80.0", output, StringComparison.Ordinal);
        string mean = Assert.Single(output.Split('\n'), l => l.Contains('±', StringComparison.Ordinal) && l.StartsWith("nad", StringComparison.Ordinal));
        Assert.Contains("85.0 ± 7.1", mean, StringComparison.Ordinal);
        Assert.Contains("15.0 ± 7.1", mean, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_has_a_line_for_each_run_and_json_the_rates()
    {
        string a = Write("a", 0, 0.8, 0.10);

        Assert.Equal(2, Cli.Run("compare", a, "--csv").Output.TrimEnd().Split('\n').Length);
        JsonNode json = JsonNode.Parse(Cli.Run("compare", a, "--json").Output)!;
        Assert.Equal(0.8, (double)json["runs"]![0]!["after"]!["acc"]!);
        Assert.Equal(1.0, (double)json["runs"]![0]!["before"]!["asr"]!);
    }

    [Fact]
    public void A_result_of_nad_erase_is_read()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), folder = temp.File("erased");
        Assert.Equal(0, Cli.Run("erase", "--model", model, "--out", folder, "--attack", "badnets", "--clean", "synthetic:80", "--method", "finetune", "--epochs", "1", "--batch", "16", "--collapse-limit", "100", "--threads", "1").Code);
        JsonNode stored = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!;

        JsonNode run = JsonNode.Parse(Cli.Run("compare", folder, "--json").Output)!["runs"]![0]!;

        Assert.Equal(("erase", "finetune"), ((string)run["kind"]!, (string)run["method"]!));
        Assert.Equal((double)stored["after"]!["asr"]!, (double)run["after"]!["asr"]!);
    }

    [Theory]
    [InlineData(null, "has no result.json")]
    [InlineData("{", "is no JSON")]
    [InlineData("[]", "holds no result")]
    [InlineData("{}", "is no result of nad erase, nad attack or nad demo")]
    [InlineData("{\"model\":{}}", "nothing that was measured")]
    public void What_is_no_result_is_told_in_one_line(string? content, string expected)
    {
        string folder = temp.File("r");
        Directory.CreateDirectory(folder);
        if (content is not null) File.WriteAllText(Path.Combine(folder, "result.json"), content);

        (int code, _, string errors) = Cli.Run("compare", folder);

        Assert.Equal(2, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    private string Write(string name, int seed, double acc, double asr, string epochs = "10")
    {
        string folder = temp.File(name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "result.json"), FormattableString.Invariant($$"""
            { "model": { "file": "m.pth", "sha256": "00", "architecture": "wrn-16-1", "classes": 10 },
              "before": { "acc": 0.85, "acc_non_target": 0.85, "asr": 1.0, "ra": 0, "test_images": 1000 },
              "after": { "acc": {{acc}}, "acc_non_target": {{acc}}, "asr": {{asr}}, "ra": 0.7, "test_images": 1000 },
              "seconds": { "total": 12.5 }, "seed": {{seed}},
              "options": { "run": { "method": "nad", "seed": "{{seed}}" }, "student": { "epochs": "{{epochs}}" } } }
            """));
        return folder;
    }
}
