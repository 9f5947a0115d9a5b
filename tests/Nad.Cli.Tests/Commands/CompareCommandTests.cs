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
        string mean = Assert.Single(
            output.Split('\n'), l => l.Contains('±', StringComparison.Ordinal) && l.StartsWith("nad", StringComparison.Ordinal));
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
        Assert.Equal(
            0,
            Cli.Run(
                "erase", "--model", model, "--out", folder, "--attack", "badnets", "--clean", "synthetic:80", "--method", "finetune",
                "--epochs", "1", "--batch", "16", "--collapse-limit", "100", "--threads", "1").Code);
        JsonNode stored = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!;

        JsonNode run = JsonNode.Parse(Cli.Run("compare", folder, "--json").Output)!["runs"]![0]!;

        Assert.Equal(("erase", "finetune"), ((string)run["kind"]!, (string)run["method"]!));
        Assert.Equal((double)stored["after"]!["asr"]!, (double)run["after"]!["asr"]!);
    }

    [Theory]
    [InlineData(null, "has no result.json")]
    [InlineData("{", "holds no result")]
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

    [Fact]
    public void The_same_folder_twice_is_one_run()
    {
        string a = Write("a", 0, 0.8, 0.10);
        Directory.CreateSymbolicLink(temp.File("link"), "a");

        JsonNode json = JsonNode.Parse(
            Cli.Run(
                "compare", a, a + "/", Path.Combine(a, "result.json"), temp.File("link"), Path.Combine(a, "..", "a"), "--json").Output)!;

        Assert.Single(json["runs"]!.AsArray());
    }

    /// <summary>Something else than the seed, as it is changed in the second file, and the name of its column.</summary>
    public static TheoryData<string, string, string> OtherRuns => new()
    {
        { "\"sha256\": \"00\"", "\"sha256\": \"01\"", "model" },
        { "\"method\": \"nad\"", "\"method\": \"nad\", \"preset\": \"auto\"", "run.preset" },
        { "\"epochs\": \"10\"", "\"epochs\": \"11\"", "student.epochs" },
        { "\"clean\": \"images:c\"", "\"clean\": \"images:d\"", "clean images" },
        { "\"training_images\": 90", "\"training_images\": 80", "number of clean images" },
        { "\"test_sha256\": \"aa\"", "\"test_sha256\": \"ab\"", "test images" },
        { "\"trigger.json\": \"f0\"", "\"trigger.json\": \"f1\"", "trigger" },
        { "\"target\": \"0\"", "\"target\": \"1\"", "trigger_that_was_measured.target" },
    };

    [Theory]
    [MemberData(nameof(OtherRuns))]
    public void Runs_that_differ_in_anything_else_are_never_averaged(string from, string to, string column)
    {
        string a = Write("a", 0, 0.8, 0.10), b = Write("b", 1, 0.9, 0.90), c = Write("c", 2, 0.7, 0.30);
        string file = Path.Combine(b, "result.json"), text = File.ReadAllText(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(from, to, StringComparison.Ordinal));

        (int code, string output, string errors) = Cli.Run("compare", a, b, c);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains($" {column} ", output, StringComparison.Ordinal);
        string mean = Assert.Single(
            output.Split('\n'), l => l.Contains(" ± ", StringComparison.Ordinal) && !l.Contains("mean", StringComparison.Ordinal));
        Assert.Contains("20.0 ± 14.1", mean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"subset_sha256\": \"x\"", "\"subset_sha256\": \"y\"")]
    [InlineData("\"trigger\": \"trigger.json\"", "\"trigger\": \"t2.json\"")]
    [InlineData("\"clean\": \"images:c\"", "\"clean\": \"images:c/\"")]
    [InlineData("\"total\": 12.5", "\"total\": 99")]
    public void What_follows_from_the_seed_or_is_only_a_name_does_not_part_them(string from, string to)
    {
        string a = Write("a", 0, 0.8, 0.10), b = Write("b", 1, 0.9, 0.20), file = Path.Combine(b, "result.json"),
            text = File.ReadAllText(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(from, to, StringComparison.Ordinal));

        Assert.Contains("15.0 ± 7.1", Cli.Run("compare", a, b).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_for_papers_have_every_run_mean_difference_and_epoch()
    {
        string a = Write("a", 0, 0.8, 0.10), b = Write("b", 1, 0.9, 0.20), c = Write("c", 0, 0.5, 0.30, epochs: "3"),
            d = Write("d", 1, 0.7, 0.30, epochs: "3");

        (int code, _, string errors) = Cli.Run("compare", a, b, c, d, "--out", temp.File("tables"), "--tensorboard", temp.File("events"));

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(5, File.ReadAllLines(temp.File("tables/runs.csv")).Length);
        Assert.Equal(3, File.ReadAllLines(temp.File("tables/means.csv")).Length);
        Nad.Files.CsvTable difference = Nad.Files.CsvTable.Parse(File.ReadAllBytes(temp.File("tables/differences.csv")), "differences.csv");
        Assert.Equal(
            -0.25,
            double.Parse(
                difference.Rows[0].Cells[difference.Header.ToList().IndexOf("acc")], System.Globalization.CultureInfo.InvariantCulture),
            12);
        Assert.Contains("85.0 ± 7.1", File.ReadAllText(temp.File("tables/table.md")), StringComparison.Ordinal);
        Assert.Contains("85.0 $\\pm$ 7.1", File.ReadAllText(temp.File("tables/table.tex")), StringComparison.Ordinal);
        Assert.NotNull(System.Xml.Linq.XDocument.Parse(File.ReadAllText(temp.File("tables/report.html"))).Root);
        // Again only where it is asked for.
        Assert.Equal(2, Cli.Run("compare", a, "--out", temp.File("tables")).Code);
        Assert.Equal(0, Cli.Run("compare", a, "--out", temp.File("tables"), "--overwrite").Code);
    }

    [Fact]
    public void A_failed_run_counts_beside_the_mean()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        string[] erase =
        [
            "erase", "--model", model, "--clean", "synthetic:80", "--method", "finetune", "--epochs", "1", "--batch", "16",
            "--collapse-limit", "100", "--threads", "1", "--quiet"
        ];
        foreach (string seed in (string[])["0", "1"]) Assert.Equal(0, Cli.Run([.. erase, "--seed", seed, "--out", temp.File(seed)]).Code);
        Assert.Equal(3, Cli.Run([.. erase, "--seed", "2", "--lr", "1e30", "--out", temp.File("2")]).Code);
        // The same but for the seed.
        JsonNode failed = JsonNode.Parse(File.ReadAllText(Path.Combine(temp.File("2"), "result.json")))!;
        failed["options"] = JsonNode.Parse(File.ReadAllText(Path.Combine(temp.File("1"), "result.json")))!["options"]!.DeepClone();
        File.WriteAllText(Path.Combine(temp.File("2"), "result.json"), failed.ToJsonString());

        (int code, string output, string errors) = Cli.Run("compare", temp.File("0"), temp.File("1"), temp.File("2"));

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("2 (1 more failed)", output, StringComparison.Ordinal);
        Assert.Contains(
            "2 failed: The loss of the student", output.Replace(temp.Path + "/", "", StringComparison.Ordinal), StringComparison.Ordinal);
        JsonNode mean = Assert.Single(
            JsonNode.Parse(Cli.Run("compare", temp.File("0"), temp.File("1"), temp.File("2"), "--json").Output)!["means"]!.AsArray())!;
        Assert.Equal((2, 1), (mean["seeds"]!.AsArray().Count, (int)mean["failed"]!));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"attack\":[]}")]
    [InlineData(null)]
    public void A_folder_that_cannot_be_read_leaves_the_others_readable(string? content)
    {
        string a = Write("a", 0, 0.8, 0.10), b = Write("b", 1, 0.9, 0.20), broken = temp.File("broken");
        Directory.CreateDirectory(broken);
        if (content is not null) File.WriteAllText(Path.Combine(broken, "result.json"), content);

        (int code, string output, string errors) = Cli.Run("compare", a, broken, b);

        Assert.Equal(2, code);
        Assert.Contains("15.0 ± 7.1", output, StringComparison.Ordinal);
        Assert.Contains("1 of 3 folders are left out", errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.Single(JsonNode.Parse(Cli.Run("compare", a, broken, b, "--json").Output)!["left_out"]!.AsArray());
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
              "data": { "clean": "images:c", "test": null, "training_images": 90, "hold_out_images": 10, "subset_sha256": "x", "test_sha256": "aa" },
              "files": { "trigger.json": "f0" },
              "options": { "run": { "method": "nad", "seed": "{{seed}}" }, "student": { "epochs": "{{epochs}}" },
                "trigger_that_was_measured": { "trigger": "trigger.json", "target": "0" } } }
            """));
        return folder;
    }
}
