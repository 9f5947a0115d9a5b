using System.CommandLine;
using Nad.Attacks;
using Nad.Cli.Help;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary>Options that name a trigger, so that attack success can be measured.</summary>
internal sealed class TriggerOptions
{
    private readonly Option<string?> attack =
        new("--attack") { HelpName = "NAME", Description = "Attack whose trigger is measured: badnets. No defense sees it." };
    private readonly Option<int?> target =
        new("--target") { HelpName = "N", Description = "Target label of the attack or of the picture. Default: 0 for --attack." };
    private readonly Option<string?> file = new("--trigger")
    {
        HelpName = "FILE",
        Description = "Measure this trigger instead: the trigger.json of nad attack, or a picture (PNG with opacity, JPEG, PPM, BMP, .npy "
            + "or .npz) with --target. No defense sees it.",
    };

    private readonly PictureOptions picture = new();
    private readonly SettingOptions<BadNetsOptions> pattern = new(BadNetsOptions.Settings, new BadNetsOptions());

    public void AddTo(Command command)
    {
        command.AddGroup("Measuring", [attack, target, file]);
        picture.AddTo(command);
        command.AddGroup("Measuring", pattern.All);
    }

    /// <returns>Null where no attack is named.</returns>
    /// <exception cref="NadException">An unknown attack, or trigger options without one.</exception>
    public BadNetsOptions? Read(ParseResult parsed)
    {
        string? name = parsed.GetValue(attack);
        if (name is null)
        {
            Option? stray = Array.Find<Option>(
                [.. File(parsed) is null ? new[] { target } : [], .. pattern.All], o => parsed.GetResult(o) is { Implicit: false });
            return stray is null
                ? null
                : throw new NadException(
                    $"{stray.Name} needs --attack NAME{(stray == target ? ", or --trigger FILE with a picture" : "")}: "
                    + "without a trigger there is no attack success to measure.");
        }

        if (File(parsed) is not null)
            throw new NadException("Give --attack or --trigger, not both: each names the trigger that is measured.");
        if (name != BadNets.Name)
            throw new NadException(
                $"Unknown attack '{Printable.Of(name)}'; known by name is {BadNets.Name}, and any other by its stored "
                + "trigger: --trigger FILE.");
        BadNetsOptions options = pattern.Read(new BadNetsOptions { Target = parsed.GetValue(target) ?? 0 }, parsed);
        return options.HasTarget || parsed.GetValue(target) is null
            ? options
            : throw new NadException($"{target.Name} {AttackSettings.Common<BadNetsOptions>()[0].Idle}");
    }

    /// <summary>The file of the trigger that is measured; null for none.</summary>
    public string? File(ParseResult parsed) => parsed.GetValue(file);

    /// <summary>What is told of <see cref="File"/> where it is a picture; null where it is none.</summary>
    /// <exception cref="NadException">A picture without a target, or options of pictures without one.</exception>
    public PictureOnImages? Picture(ParseResult parsed)
    {
        string? path = File(parsed);
        PictureOnImages? told = picture.Read(parsed, path, path is null ? null : parsed.GetValue(target));
        if (path is not null && told?.Target is null && TriggerFile.IsPicture(path))
        {
            throw new NadException(
                $"{Printable.Of(path)} is a picture, which does not say what the attack aims at. "
                + "Add --target N, the label that triggered images are to get.");
        }

        return told;
    }
}
