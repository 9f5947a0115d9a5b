using System.Globalization;
using System.Text.Json.Nodes;
using Nad.Experiments;

namespace Nad.Cli.Tests;

/// <summary>Limits decide exit codes; what is not understood is refused.</summary>
public sealed class PolicyTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("{\"format\": 1}", "sets no limit")]
    [InlineData("{\"format\": 2, \"max_accuracy_lost\": 0.1}", "format 2")]
    [InlineData("{\"format\": 1, \"max_accuracy_loss\": 0.1}", "is no policy")]
    [InlineData("{\"format\": 1, \"max_accuracy_lost\": 5}", "between 0 and 1")]
    [InlineData("{\"format\": 1, \"min_relapse_dose\": 0}", "below 1")]
    [InlineData("{\"format\": 1, \"max_accuracy_lost\": 0.1, \"max_accuracy_lost\": 0.9}", "is no policy")]
    [InlineData("[]", "is no policy")]
    public void What_is_not_understood_is_refused_before_any_work(string text, string why)
    {
        File.WriteAllText(temp.File("p.json"), text);
        (int code, _, string errors) = Cli.Run(
            "erase", "--model", Cli.WriteModel(temp.File("m.safetensors")), "--clean", "synthetic:80", "--out", temp.File("o"), "--policy",
            temp.File("p.json"));
        Assert.Equal(2, code);
        Assert.Contains(why, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.File("o")));
    }

    [Theory]
    [InlineData(0.05, 0.9, 0.86, true)]
    [InlineData(0.05, 0.9, 0.84, false)]
    [InlineData(0.05, null, null, null)]
    public void Accuracy_lost_is_before_less_after(double most, double? before, double? after, bool? kept) =>
        Assert.Equal(kept, Assert.Single(new Policy { Format = 1, MaxAccuracyLost = most }.Check(before, after, null)).Kept);

    [Theory]
    [InlineData(5, 5, true, "0 0.1|4 0.2|5 0.9")]
    [InlineData(5, 1, false, "0 0.1|1 0.6|4 0.9")]
    [InlineData(5, null, true, "0 0.1|25 0.2")]
    [InlineData(5, null, null, "0 0.1|1 0.2")]
    [InlineData(5, 25, null, "0 0.1|1 0.2|25 0.9")]
    public void A_dose_is_kept_where_one_less_was_tried_and_was_not_enough(int fewest, int? half, bool? kept, string doses)
    {
        RatesEntry[] rates = [.. doses.Split('|')
            .Select(d => d.Split(' '))
            .Select(d => Rate(int.Parse(d[0], CultureInfo.InvariantCulture), double.Parse(d[1], CultureInfo.InvariantCulture)))];
        PolicyFinding found =
            new Policy { Format = 1, MinRelapseDose = fewest }.Check(Relapse(new ArmEntry("after", "", half, rates))).Single();
        Assert.Equal(kept, found.Kept);
        if (kept is null) Assert.Contains($"add {fewest - 1} to --doses", found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_exit_code_of_a_relapse_is_that_of_the_policy()
    {
        string before = Cli.WriteModel(temp.File("b.safetensors")), after = Cli.WriteModel(temp.File("a.safetensors"), seed: 2);
        Assert.Equal(0, Run("""{ "format": 1, "max_accuracy_lost": 1, "max_attack_success": 1 }""", out string text));
        Assert.Contains("Policy: max_accuracy_lost 1: kept, found", text, StringComparison.Ordinal);
        Assert.Equal(3, Run("""{ "format": 1, "min_relapse_dose": 9 }""", out text));
        Assert.Contains("cannot be told: no retuning was tried", text, StringComparison.Ordinal);
        Assert.Equal(3, Run("""{ "format": 1, "max_recovered_success": 0.1 }""", out text));
        Assert.Contains("it has no limit for this command", text, StringComparison.Ordinal);

        int Run(string policy, out string output)
        {
            File.WriteAllText(temp.File("p.json"), policy);
            (int code, output, string errors) = Cli.Run(
                "relapse", "--before", before, "--after", after, "--clean", "synthetic:120", "--clean-count", "20", "--images", "20",
                "--attack", "badnets", "--try", "noise", "--threads", "1", "--quiet", "--policy", temp.File("p.json"), "--out",
                temp.File("out"), "--overwrite");
            Assert.Equal("", errors);
            return code;
        }
    }

    [Fact]
    public void The_schema_accepts_what_the_program_reads()
    {
        const string good = """{ "format": 1, "max_recovered_success": 0.2, "max_attack_success": 0.15, "max_accuracy_lost": 0.05, "min_relapse_dose": 5 }""";
        Assert.Equal([], ResultSchema.PolicyFaults(good));
        Assert.NotEmpty(ResultSchema.PolicyFaults("""{ "format": 1 }"""));
        JsonNode unknown = JsonNode.Parse(good)!;
        unknown["max_loss"] = 1;
        Assert.NotEmpty(ResultSchema.PolicyFaults(unknown.ToJsonString()));
        File.WriteAllText(temp.File("p.json"), good);
        Assert.Equal(5, Policy.Read(temp.File("p.json")).MinRelapseDose);
    }

    private static RatesEntry Rate(int dose, double share) => new(null, null, dose, false, 0.9, share, 100, [0, 1]);

    private static RelapseResult Relapse(ArmEntry arm) =>
        new(
            1, new("as-new", "A sentence.", []), Model, Model, null, new("named", "badnets", 0, ""),
            new("synthetic", null, 20, 10, 20, "", "", ["a", "b"]), [], [arm], [], [], [], [], [], [], [], [], 0, 1, "nad relapse",
            new("1", "1", "1", "", "", 1, "cpu"), []);

    private static ModelEntry Model { get; } = new("m", new string('0', 64), "wrn-10-1", 10);
}
