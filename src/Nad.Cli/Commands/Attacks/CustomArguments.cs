using System.CommandLine;
using Nad.Attacks;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad attack custom</c>.</summary>
internal sealed class CustomArguments : IAttackArguments
{
    private readonly CommonAttackArguments common = new(new CustomOptions().Rate, cleanLabel: true);
    private readonly Option<string> picture = new("--trigger") { HelpName = "FILE", Description = "The picture: PNG with opacity, JPEG, PPM, BMP, .npy or .npz.", Required = true };
    private readonly Option<string?> place = new("--place") { HelpName = "ROW,COLUMN", Description = "Where its top left pixel goes; negative counts from bottom and right. Default: the bottom right corner." };
    private readonly Option<double> blend = new("--blend") { HelpName = "A", Description = "Weight of the picture, above 0 to 1.", DefaultValueFactory = _ => 1 };
    private readonly Option<string> mode = new("--mode") { HelpName = "NAME", Description = $"How it is laid on: {PictureWords.Known}.", DefaultValueFactory = _ => "blend" };
    private readonly Option<bool> cleanLabel = new("--clean-label") { Description = "Alter only images of the target class and keep their labels." };

    public string Name => "custom";

    public string Description => "A picture of your own as the trigger.";

    public void AddTo(Command command)
    {
        command.Add(picture);
        common.AddTo(command);
        foreach (Option option in (Option[])[place, blend, mode, cleanLabel]) command.Add(option);
    }

    public AttackRequest Apply(AttackRequest request, ParseResult parsed)
    {
        (int Row, int Column)? at = parsed.GetValue(place) is { } text ? Place(text) : null;
        return request with
        {
            Attack = common.Apply(
                new CustomOptions
                {
                    Picture = parsed.GetValue(picture)!,
                    Row = at?.Row,
                    Column = at?.Column,
                    Blend = parsed.GetValue(blend),
                    Mode = PictureWords.Mode(parsed.GetValue(mode)!),
                    CleanLabel = parsed.GetValue(cleanLabel),
                    Basis = common.Basis(parsed),
                },
                parsed),
        };
    }

    private static (int Row, int Column) Place(string text)
    {
        string[] parts = text.Split(',');
        return parts.Length == 2
            && NumberText.TryWhole(parts[0], out long row, out _, int.MinValue, int.MaxValue)
            && NumberText.TryWhole(parts[1], out long column, out _, int.MinValue, int.MaxValue)
            ? ((int)row, (int)column)
            : throw new NadException($"--place must be ROW,COLUMN, two whole numbers, but is '{Printable.Of(text)}'.");
    }
}
