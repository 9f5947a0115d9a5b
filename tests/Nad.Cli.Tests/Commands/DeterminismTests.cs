using Nad.Attacks;
using Nad.Experiments;
using Nad.TestSupport;
using Nad.Training;

namespace Nad.Cli.Tests.Commands;

/// <summary>
/// One seed gives the same bits, command by command. Erasures: <see cref="EraseCommandTests"/>, <see cref="AuditTests"/>; Blend:
/// <see cref="AttackCommandTests"/>; reproduce: <see cref="ReproduceCommandTests"/>; zoo: <see cref="ZooCommandTests"/>.
/// </summary>
[Slow]
public sealed class DeterminismTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--data", "synthetic:80", "--arch", "wrn-10-1", "--epochs", "1", "--batch", "16", "--threads", "1", "--quiet"
    ];

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("badnets")]
    [InlineData("trojan", "--steps", "3")]
    [InlineData("cl", "--pgd-steps", "2")]
    [InlineData("sig")]
    [InlineData("refool", "--rate", "0.5", "--basis", "target-class")]
    [InlineData("none")]
    public void An_attack(string name, params string[] options)
    {
        foreach (string folder in (string[])["a", "b"])
            Assert.Equal(0, Cli.Run(["attack", name, "--out", temp.File(folder), .. options, .. Small]).Code);
        string[] files =
            [.. Directory.GetFiles(temp.File("a")).Select(Path.GetFileName).Where(f => f is not ("result.json" or "manifest.json"))!];
        Assert.True(files.Length >= 2);
        Assert.All(
            files,
            f => Assert.Equal(File.ReadAllBytes(Path.Combine(temp.File("a"), f)), File.ReadAllBytes(Path.Combine(temp.File("b"), f))));
    }

    [Fact]
    public void Eval_and_inspect()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        string[] eval = ["eval", "--model", model, "--data", "synthetic:80", "--attack", "badnets", "--threads", "1", "--json"];
        Assert.Equal(Cli.Run(eval).Output, Cli.Run(eval).Output);
        Assert.Equal(Cli.Run("inspect", model).Output, Cli.Run("inspect", model).Output);
    }

    [Fact]
    public void Triggers()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        foreach (string name in (string[])["a.png", "b.png"])
            Assert.Equal(0, Cli.Run(
                "triggers", "--data", "synthetic:80", "--source-model", model, "--out", temp.File(name), "--threads", "1", "--quiet").Code);
        Assert.Equal(File.ReadAllBytes(temp.File("a.png")), File.ReadAllBytes(temp.File("b.png")));
    }

    [Fact]
    public void Attention()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        foreach (string folder in (string[])["a", "b"])
            Assert.Equal(
                0, Cli.Run("attention", "--model", model, "--image", "synthetic:40#3", "--out", temp.File(folder), "--threads", "1").Code);
        string[] files = [.. Directory.GetFiles(temp.File("a"), "*.png").Select(Path.GetFileName)!];
        Assert.True(files.Length >= 4);
        Assert.All(
            files,
            f => Assert.Equal(File.ReadAllBytes(Path.Combine(temp.File("a"), f)), File.ReadAllBytes(Path.Combine(temp.File("b"), f))));
        // The command names its folder, and the page shows the command.
        string[] maps =
        [.. ((string[])["a", "b"]).Select(folder => System.Text.RegularExpressions.Regex.Replace(
            File.ReadAllText(Path.Combine(temp.File(folder), "maps.json")).Replace(temp.File(folder), "", StringComparison.Ordinal),
            "\"attention.html\": \"[0-9a-f]{64}\"",
            ""))];
        Assert.Equal(maps[0], maps[1]);
    }

    [Fact]
    public void The_demonstration()
    {
        TrainingRecipe recipe = new() { Epochs = 1, BatchSize = 16 };
        DemoOptions small = new()
        {
            TrainingImages = 120,
            CleanImages = 40,
            Attack = new BadNetsOptions { Rate = 0.3 },
            AttackRecipe = recipe,
            Auto = new DemoOptions().Auto with { Recipe = recipe, TeacherRecipe = recipe, CollapseLimit = 1 }
        };
        byte[][] Models()
        {
            using DemoOutcome o = new DemoJob(small, new RunContext { Seed = 2 }).Run();
            Assert.Contains(o.Distilled.Used!.Rows(), r => r is { Name: "hold-out", Value: "mirrored" });
            return [.. new[] { o.Backdoored, o.Finetuned.Model, o.Distilled.Model, o.Distilled.Teacher! }
                .SelectMany(m => m.State.Export())
                .Select(t => t.Data.Bytes)];
        }

        Assert.Equal(Models(), Models());
    }
}
