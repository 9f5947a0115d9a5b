using System.CommandLine;
using System.Globalization;
using Nad.Attacks;
using Nad.Cli.Help;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary>Options that say where a picture that is named as a trigger goes, how strong it is, and how it is laid on.</summary>
internal sealed class PictureOptions
{
    private readonly Option<string?> place = new("--place")
    {
        HelpName = "PLACE",
        Description = "Where the picture of --trigger goes: bottom-right (default), bottom-left, top-right, top-left, center, or X,Y: "
            + "column and row of its top left pixel, negative from right and bottom.",
    };

    private readonly Option<double?> blend = new("--blend")
    {
        HelpName = "A",
        Description = "Weight of the picture of --trigger, above 0 to 1; default 1, or 0.2 for one that would cover the whole image."
    };

    private readonly Option<string?> mode = new("--mode")
    {
        HelpName = "NAME",
        Description = $"How the picture of --trigger is laid on: {AttackSettings.Modes.Range}; default blend. "
            + "One that is added covers nothing, so its weight is 1 at any size.",
    };

    public void AddTo(Command command)
    {
        command.AddGroup("Measuring", place, blend, mode);
    }

    /// <summary>What is told of the picture; null where nothing is.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="file">What --trigger names.</param>
    /// <param name="target">What --target says.</param>
    /// <exception cref="NadException">An option without a file, or a place that is none.</exception>
    public PictureOnImages? Read(ParseResult parsed, string? file, int? target)
    {
        Option? stray = Array.Find<Option>([place, blend, mode], o => parsed.GetResult(o) is { Implicit: false });
        if (file is null) return stray is null ? null : throw new NadException($"{stray.Name} needs --trigger FILE, a picture.");
        if (stray is null && target is null) return null;
        double? weight = parsed.GetValue(blend);
        if (weight is not (null or (> 0 and <= 1)))
            throw new NadException(string.Create(CultureInfo.InvariantCulture, $"--blend must be above 0 and at most 1, but is {weight}."));
        return new PictureOnImages
        {
            Target = target,
            Place = parsed.GetValue(place) is { } text ? Place(text) : null,
            Blend = weight,
            Mode = parsed.GetValue(mode) is { } word ? Mode(word) : null,
        };
    }

    private PictureMode Mode(string word) =>
        AttackSettings.Modes.Read(word, out PictureMode read, out string problem) ? read : throw new NadException($"{mode.Name} {problem}");

    private static PicturePlace Place(string text)
    {
        foreach ((string name, PicturePlace named) in PicturePlace.Named)
        {
            if (name == text) return named;
        }

        string[] parts = text.Split(',');
        return parts.Length == 2
            && NumberText.TryWhole(parts[0], out long x, out _, int.MinValue, int.MaxValue)
            && NumberText.TryWhole(parts[1], out long y, out _, int.MinValue, int.MaxValue)
            ? PicturePlace.At((int)x, (int)y)
            : throw new NadException(
                $"--place must be {string.Join(", ", PicturePlace.Named.Select(p => p.Name))}, or X,Y in whole numbers, but is "
                + $"'{Printable.Of(text)}'.");
    }
}
