using System.CommandLine;
using Nad.Attacks;

namespace Nad.Cli.Commands;

/// <summary>Options that name a trigger, so that attack success can be measured.</summary>
internal sealed class TriggerOptions
{
    private readonly Option<string?> attack = new("--attack") { HelpName = "NAME", Description = "Attack whose trigger is measured: badnets. No defense sees it." };
    private readonly Option<int?> target = new("--target") { HelpName = "N", Description = "Target label of the attack; default 0." };
    private readonly Option<string> variant = new("--trigger-variant")
    {
        HelpName = "NAME",
        Description = "Shape of the BadNets trigger: grid, checkerboard, square, four-corner or centre.",
        DefaultValueFactory = _ => "grid",
    };

    private readonly Option<int?> low = new("--trigger-low") { HelpName = "N", Description = "Value of its dark pixels, 0-255; default 0 (128 for centre)." };
    private readonly Option<double> alpha = new("--trigger-alpha") { HelpName = "A", Description = "Brightness of its pattern, above 0 to 1.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> allToAll = new("--all-to-all") { Description = "Label i is to become i + 1 instead of one target." };

    public void AddTo(Command command)
    {
        command.Add(attack);
        command.Add(target);
        command.Add(variant);
        command.Add(low);
        command.Add(alpha);
        command.Add(allToAll);
    }

    /// <returns>Null where no attack is named.</returns>
    /// <exception cref="NadException">An unknown attack, or trigger options without one.</exception>
    public BadNetsOptions? Read(ParseResult parsed)
    {
        string? name = parsed.GetValue(attack);
        if (name is null)
        {
            Option? stray = Array.Find<Option>([target, variant, low, alpha, allToAll], o => parsed.GetResult(o) is { Implicit: false });
            return stray is null ? null : throw new NadException($"{stray.Name} needs --attack NAME: without a trigger there is no attack success to measure.");
        }

        if (parsed.GetValue(allToAll) && parsed.GetValue(target) is not null) throw new NadException("Give --target or --all-to-all, not both: with --all-to-all label i is to become i + 1.");

        if (name != BadNets.Name) throw new NadException($"Unknown attack '{Printable.Of(name)}'; known is {BadNets.Name}.");
        return new BadNetsOptions
        {
            Variant = parsed.GetValue(variant) switch
            {
                "grid" => BadNetsVariant.Grid,
                "checkerboard" => BadNetsVariant.Checkerboard,
                "square" => BadNetsVariant.Square,
                "four-corner" => BadNetsVariant.FourCorner,
                "centre" or "center" => BadNetsVariant.Centre,
                string other => throw new NadException($"Unknown trigger variant '{Printable.Of(other)}'; known are grid, checkerboard, square, four-corner and centre."),
                null => BadNetsVariant.Grid,
            },
            Target = parsed.GetValue(target) ?? 0,
            Low = parsed.GetValue(low),
            Alpha = parsed.GetValue(alpha),
            AllToAll = parsed.GetValue(allToAll),
        };
    }
}
