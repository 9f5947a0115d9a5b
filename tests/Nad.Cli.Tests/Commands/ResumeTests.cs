using System.Text;
using Nad.Cli.Commands;
using Nad.TestSupport;

namespace Nad.Cli.Tests.Commands;

/// <summary>A run that died goes on with <c>--resume</c> to the same bytes; nothing of it is thrown away by accident.</summary>
[Slow]
public sealed class ResumeTests : IDisposable
{
    private static readonly string[] Erase =
    [
        "--method", "nad", "--clean", "synthetic:80", "--epochs", "2", "--teacher-epochs", "2", "--batch", "16", "--collapse-limit", "100",
        "--accept-accuracy", "--threads", "1"
    ];
    private static readonly string[] Attack =
    [
        "attack", "refool", "--rounds", "2", "--candidates", "6", "--kept", "2", "--data", "synthetic:80", "--arch", "wrn-10-1", "--epochs",
        "2", "--batch", "16", "--threads", "1"
    ];

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("teacher   2/2")]
    [InlineData("student   1/2")]
    [InlineData("measuring the erased model")]
    public void An_erasure_that_died_goes_on_to_the_same_bytes(string where)
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), whole = temp.File("whole"), died = temp.File("died");
        string[] command = ["erase", "--model", model, "--test-every-epoch", .. Erase];
        Assert.Equal(0, Cli.Run([.. command, "--out", whole]).Code);

        Die(where, [.. command, "--out", died]);
        Assert.Equal([".resume"], Directory.GetFileSystemEntries(died).Select(Path.GetFileName));
        (int code, string output, string errors) = Cli.Run([.. command, "--out", died, "--resume"]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains(
            where.StartsWith("teacher", StringComparison.Ordinal)
                ? "going on with the teacher in epoch 2 of 2, after 0 steps"
                : "the teacher was finished before",
            output,
            StringComparison.Ordinal);
        Equal(whole, died, "model.safetensors", "model.pth");
        Assert.Equal(Epochs(whole), Epochs(died));
        Assert.False(Directory.Exists(Path.Combine(died, ".resume")));
    }

    [Fact]
    public void A_run_goes_on_with_the_number_of_threads_that_it_had()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), whole = temp.File("whole"), died = temp.File("died");
        string[] command = ["erase", "--model", model, .. Erase[..^2]], two = ["--threads", "2"];
        Assert.Equal(0, Cli.Run([.. command, .. two, "--out", whole]).Code);

        Die("student   1/2", [.. command, .. two, "--out", died]);
        (int code, _, string errors) = Cli.Run([.. command, "--out", died, "--resume"]);

        Assert.Equal((0, ""), (code, errors));
        Equal(whole, died, "model.safetensors", "model.pth");
    }

    // A line that is printed while each defense trains; the test is about every defense that there is.
    public static TheoryData<string, string, string[]> Defenses => new(new MethodOptions().Names.Select(name => name switch
    {
        "auto" => (name, "student-b   2/2", new[] { "--beta", "10", "--teacher-epochs", "2" }),
        "nad" => (name, "student   2/2", ["--teacher-epochs", "2"]),
        "mesa" => (name, "patterns, level 0.9, alpha 0.1   2/2", ["--mesa-target", "3", "--mesa-levels", "0.9", "--recovery-epochs", "2"]),
        _ => (name, "student   2/2", Array.Empty<string>()),
    }));

    [Theory]
    [MemberData(nameof(Defenses), DisableDiscoveryEnumeration = true)]
    public void Every_defense_that_died_in_a_training_goes_on_within_it(string method, string where, string[] options)
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), whole = temp.File("whole"), died = temp.File("died");
        string[] command =
        [
            "erase", "--model", model, "--method", method, "--clean", "synthetic:80", "--accept-accuracy", "--epochs", "2", "--batch", "16",
            "--collapse-limit", "100", "--threads", "1", .. options,
        ];
        Assert.Equal(0, Cli.Run([.. command, "--quiet", "--out", whole]).Code);

        Die(where, [.. command, "--out", died]);
        (int code, string output, string errors) = Cli.Run([.. command, "--out", died, "--resume"]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains(
            $"going on with the {where[..where.IndexOf("   ", StringComparison.Ordinal)]} in epoch 2 of 2",
            output,
            StringComparison.Ordinal);
        Equal(whole, died, "model.safetensors");
    }

    [Fact]
    public void The_trigger_of_an_attack_that_is_trained_goes_on_too()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        string[] command =
        [
            "attack", "trojan", "--source-model", model, "--steps", "50", "--data", "synthetic:80", "--epochs", "1", "--batch", "16",
            "--threads", "1", "--arch", "wrn-10-1"
        ];
        Assert.Equal(0, Cli.Run([.. command, "--quiet", "--out", temp.File("whole")]).Code);

        Die("attack   1/1", [.. command, "--out", temp.File("died")]);
        (int code, string output, string errors) = Cli.Run([.. command, "--out", temp.File("died"), "--resume"]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("the trigger was finished before", output, StringComparison.Ordinal);
        Equal(temp.File("whole"), temp.File("died"), "model.safetensors", "trigger.json");
    }

    [Theory]
    [InlineData("trial   2/3")]
    [InlineData("attack   1/2")]
    [InlineData("measuring on")]
    public void An_attack_that_died_goes_on_to_the_same_bytes(string where)
    {
        Assert.Equal(0, Cli.Run([.. Attack, "--out", temp.File("whole")]).Code);

        Die(where, [.. Attack, "--out", temp.File("died")]);
        (int code, _, string errors) = Cli.Run([.. Attack, "--out", temp.File("died"), "--resume"]);

        Assert.Equal((0, ""), (code, errors));
        Equal(temp.File("whole"), temp.File("died"), "model.safetensors", "model.pth", "trigger.json", "poison.json", "poison.png");
    }

    [Fact]
    public void An_unfinished_run_is_neither_overwritten_nor_continued_as_another()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), folder = temp.File("out");
        string[] command = ["erase", "--model", model, "--out", folder, .. Erase];
        Die("student   1/2", command);

        Refused(Cli.Run(command), "--resume", "unfinished");
        Refused(Cli.Run([.. command, "--resume", "--beta", "7"]), "distillation.beta was [500,1000,1000], but now is [7]");
        Refused(Cli.Run([.. command, "--resume", "--seed", "7"]), "run.seed was 0, but now is 7");
        Refused(
            Cli.Run(["erase", "--model", Cli.WriteModel(temp.File("n.safetensors"), seed: 2), "--out", folder, "--resume", .. Erase]),
            "input.model was");

        Assert.Equal(0, Cli.Run([.. command, "--resume"]).Code);
        Refused(Cli.Run(command), "--overwrite");
        Assert.Equal(0, Cli.Run([.. command, "--overwrite"]).Code);
    }

    [Fact]
    public void Two_runs_do_not_share_a_folder()
    {
        using Experiments.RunFolder first = new(temp.File("out"), resume: false);
        Refused(
            Cli.Run(["erase", "--model", Cli.WriteModel(temp.File("m.safetensors")), "--out", temp.File("out"), .. Erase]),
            "Another run is at work");
    }

    [Fact]
    public void With_nothing_to_resume_a_run_starts()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        Assert.Equal(0, Cli.Run(["erase", "--model", model, "--out", temp.File("out"), "--resume", "--quiet", .. Erase]).Code);
    }

    [Fact]
    public void A_dry_run_checks_everything_and_leaves_nothing()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));

        (int code, string output, string errors) =
            Cli.Run(["erase", "--model", model, "--out", temp.File("out"), "--dry-run", "--quiet", .. Erase]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("Everything fits. The teacher would be trained now: 2 epochs of 70 images", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.File("out")));
        (code, output, errors) = Cli.Run([.. Attack, "--out", temp.File("out"), "--dry-run", "--quiet"]);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("The trial would be trained now", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.File("out")));
        Refused(Cli.Run(["erase", "--model", model, "--out", temp.File("out"), "--dry-run", "--beta", "1,2", .. Erase]), "3 taps");
    }

    // The reader of the output goes away at a line, and with it the run: no handler has a chance to tidy up.
    private static void Die(string where, string[] arguments)
    {
        using StringWriter errors = new();
        using Fuse output = new(where);
        Assert.Throws<InvalidOperationException>(() => Program.Run(arguments, output, errors));
    }

    private static void Equal(string a, string b, params string[] names)
    {
        foreach (string name in names) Assert.Equal(File.ReadAllBytes(Path.Combine(a, name)), File.ReadAllBytes(Path.Combine(b, name)));
    }

    private static string Epochs(string folder) =>
        System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!["epochs"]!.ToJsonString();

    private static void Refused((int Code, string Output, string Errors) run, params string[] said)
    {
        Assert.Equal(2, run.Code);
        Assert.Equal(1, run.Errors.Count(c => c == '\n'));
        Assert.All(said, s => Assert.Contains(s, run.Errors, StringComparison.Ordinal));
    }

    private sealed class Fuse(string where) : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            if (value?.StartsWith(where, StringComparison.Ordinal) == true) throw new InvalidOperationException("the output is gone");
            base.WriteLine(value);
        }
    }
}
