using System.Text.Json.Nodes;

namespace Nad.Cli.Tests.Commands;

public sealed class RelapseCommandTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void A_relapse_leaves_a_page_numbers_and_a_manifest_that_verify()
    {
        (string before, string after) = Models();
        string folder = temp.File("out"), twin = Cli.WriteModel(temp.File("twin.safetensors"), seed: 3);

        (int code, string output, string errors) = Relapse(before, after, folder, "--twin", twin);

        // Networks that nobody trained: the trigger works on none of them.
        Assert.Equal((3, ""), (code, errors));
        Assert.Contains("nothing that could come back", output, StringComparison.Ordinal);
        JsonNode json = Result(folder);
        Assert.Equal(["after", "fresh", "twin", "known"], json["arms"]!.AsArray().Select(a => (string)a!["name"]!));
        Assert.All(json["arms"]!.AsArray(), a => Assert.Equal([0, 1, 2], a!["doses"]!.AsArray().Select(d => (int)d!["poisoned"]!)));
        Assert.Equal([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], json["path"]!.AsArray().Select(p => (double)p!["place"]!));
        Assert.Equal((double)json["scores"]!["before"]!["asr"]!, (double)json["path"]![0]!["asr"]!);
        Assert.Equal((double)json["scores"]!["after"]!["acc"]!, (double)json["path"]![10]!["acc"]!);
        Assert.Equal(2, json["drift"]!.AsArray().Count);
        Assert.All(json["drift"]!.AsArray(), d => Assert.Equal(2, d!["asr"]!.AsArray().Count));
        Assert.Equal(4, json["noise"]!.AsArray().Count);
        string page = File.ReadAllText(Path.Combine(folder, "report.html"));
        _ = System.Xml.Linq.XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        Assert.Equal(0, Cli.Run("verify", folder).Code);
        Assert.False(Directory.Exists(Path.Combine(folder, ".resume")));
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers_and_a_finished_run_says_so()
    {
        (string before, string after) = Models();
        Relapse(before, after, temp.File("a"), "--try", "retune", "drift");
        Relapse(before, after, temp.File("b"), "--try", "retune", "drift");

        Assert.Equal(Numbers("a"), Numbers("b"));
        (int code, string output, _) = Relapse(before, after, temp.File("a"), "--try", "retune", "drift", "--resume");
        Assert.Equal(0, code);
        Assert.Contains("is finished", output, StringComparison.Ordinal);

        string Numbers(string name)
        {
            JsonNode json = Result(temp.File(name));
            return json["arms"]!.ToJsonString() + json["drift"]!.ToJsonString();
        }
    }

    [Fact]
    public void A_run_without_time_says_beforehand_what_it_leaves_out_in_a_fixed_order()
    {
        (string before, string after) = Models();
        string folder = temp.File("out");

        (int code, string output, _) = Relapse(before, after, folder, "--budget", "0.00001");

        Assert.Equal(3, code);
        JsonNode json = Result(folder);
        Assert.Equal(
            ["awaken", "known", "drift", "path", "noise", "retune"], json["left_out"]!.AsArray().Select(l => ((string)l!).Split(' ')[0]));
        Assert.Contains("awaken was left out, because", output, StringComparison.Ordinal);
        Assert.Empty(json["arms"]!.AsArray());
    }

    [Fact]
    public void The_pattern_of_an_audit_takes_the_place_of_a_trigger()
    {
        (string before, string after) = Models();
        string audit = temp.File("audit"), folder = temp.File("out");
        Assert.Equal(
            3,
            Cli.Run(
                "audit", "--model", before, "--clean", "synthetic:300", "--out", audit, "--steps", "2", "--images", "40", "--detector",
                "universal-patch", "--threads", "1", "--quiet").Code);

        (int code, _, string errors) = Run(before, after, folder, "--recovered", audit, "--try", "noise", "known");

        Assert.Equal((3, ""), (code, errors));
        JsonNode json = Result(folder);
        Assert.Contains("recovered by an audit", (string)json["trigger"]!["from"]!, StringComparison.Ordinal);
        Assert.Contains(
            json["left_out"]!.AsArray(),
            l => ((string)l!).StartsWith("known was left out, because the true trigger is not known", StringComparison.Ordinal));
        Assert.Contains("another model", Told(Run(after, before, temp.File("o"), "--recovered", audit)), StringComparison.Ordinal);
        File.AppendAllText(Path.Combine(audit, "trigger-patch.json"), " ");
        Assert.Contains(
            "changed after nad audit wrote it", Told(Run(before, after, temp.File("o"), "--recovered", audit)), StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_are_told_in_one_line()
    {
        (string before, string after) = Models();
        Assert.Contains("needs the trigger", Told(Run(before, after, temp.File("o"))), StringComparison.Ordinal);
        Assert.Contains("no test 'x'", Told(Relapse(before, after, temp.File("o"), "--try", "x")), StringComparison.Ordinal);
        Assert.Contains("--doses", Told(Relapse(before, after, temp.File("o"), "--doses", "0.5")), StringComparison.Ordinal);
        Assert.Contains(
            "--budget must be above 0", Told(Relapse(before, after, temp.File("o"), "--budget", "0")), StringComparison.Ordinal);
        Assert.Contains("not both", Told(Relapse(before, after, temp.File("o"), "--recovered", temp.Path)), StringComparison.Ordinal);
        Assert.Contains("fewer --doses", Told(Relapse(before, after, temp.File("o"), "--doses", "60")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.File("o")));
    }

    private (string Before, string After) Models() =>
        (Cli.WriteModel(temp.File("before.safetensors")), Cli.WriteModel(temp.File("after.safetensors"), seed: 2));

    private static (int Code, string Output, string Errors) Relapse(string before, string after, string folder, params string[] more) =>
        Run(before, after, folder, ["--attack", "badnets", "--target", "1", .. more]);

    private static (int Code, string Output, string Errors) Run(string before, string after, string folder, params string[] more) =>
        Cli.Run(
            [
                "relapse", "--before", before, "--after", after, "--clean", "synthetic:120", "--clean-count", "40", "--images", "40",
                "--drift-rates", "0.001,0.01", "--drift-epochs", "2", "--retune-epochs", "1",
                .. more.Contains("--doses") ? Array.Empty<string>() : ["--doses", "1,2"], "--threads", "1", "--out", folder, .. more,
            ]);

    private static JsonNode Result(string folder)
    {
        string text = File.ReadAllText(Path.Combine(folder, "result.json"));
        Assert.Equal([], ResultSchema.RelapseFaults(text));
        return JsonNode.Parse(text)!;
    }

    private static string Told((int Code, string Output, string Errors) ran)
    {
        Assert.Equal(2, ran.Code);
        Assert.Single(ran.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return ran.Errors;
    }
}
