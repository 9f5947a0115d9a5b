using System.Text.RegularExpressions;
using Nad.Cli.Commands;

namespace Nad.Cli.Tests.Commands;

/// <summary>
/// <c>--dry-run</c> of every defense and every attack that there is: everything is checked, nothing is trained, nothing is written.
/// </summary>
public sealed partial class DryRunTests : IDisposable
{
    private static readonly string[] Small = ["--threads", "1", "--dry-run"];

    private readonly TempFolder temp = new();

    public static TheoryData<string> Defenses => [.. new MethodOptions().Names];

    public static TheoryData<string> Attacks => [.. AttackCommand.Attacks.Select(a => a.Name)];

    public void Dispose() => temp.Dispose();

    [Theory]
    [MemberData(nameof(Defenses))]
    public void A_defense_trains_nothing_and_writes_nothing(string method)
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        string[] needed = method == "mesa" ? ["--mesa-target", "3"] : [];
        Dry(["erase", "--model", model, "--clean", "synthetic:80", "--method", method, "--attack", "badnets", "--target", "3", .. needed]);
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void An_attack_trains_nothing_and_writes_nothing(string attack) =>
        Dry(["attack", attack, "--data", "synthetic:80", .. Needed(attack)]);

    // With a source model the attack's own work comes before the first training.
    [Theory]
    [InlineData("trojan")]
    [InlineData("cl")]
    public void An_attack_does_none_of_its_own_work_either(string attack) =>
        Dry(["attack", attack, "--data", "synthetic:80", "--source-model", Cli.WriteModel(temp.File("m.safetensors"))]);

    private string[] Needed(string attack)
    {
        if (attack != "custom") return [];
        string picture = temp.File("t.ppm");
        File.WriteAllBytes(picture, [.. "P6 2 2 255\n"u8, .. new byte[12]]);
        return ["--trigger", picture];
    }

    private void Dry(string[] command)
    {
        (int code, string output, string errors) = Cli.Run([.. command, "--out", temp.File("out"), .. Small]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("Everything fits. ", output, StringComparison.Ordinal);
        Assert.DoesNotMatch(Epoch(), output);
        Assert.False(Directory.Exists(temp.File("out")));
    }

    // The line of a finished epoch, such as "student   1/2".
    [GeneratedRegex(@"(?m)^\S.*\s\d+/\d+\s")]
    private static partial Regex Epoch();
}
