using System.CommandLine;
using Nad.Attacks;

namespace Nad.Cli.Commands;

/// <summary>Options that say what a BadNets trigger looks like.</summary>
internal sealed class BadNetsPattern
{
    private readonly Option<string> variant = new("--trigger-variant")
    {
        HelpName = "NAME",
        Description = "Shape of the BadNets trigger: grid, checkerboard, square, four-corner or centre.",
        DefaultValueFactory = _ => "grid",
    };

    private readonly Option<int?> low = new("--trigger-low") { HelpName = "N", Description = "Value of its dark pixels, 0-255; default 0 (128 for centre)." };
    private readonly Option<double> alpha = new("--trigger-alpha") { HelpName = "A", Description = "Brightness of its pattern, above 0 to 1.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> allToAll = new("--all-to-all") { Description = "Label i is to become i + 1 instead of one target." };

    public IReadOnlyList<Option> All => [variant, low, alpha, allToAll];

    public void AddTo(Command command)
    {
        foreach (Option option in All) command.Add(option);
    }

    /// <exception cref="NadException">An unknown variant, or a target beside all-to-all.</exception>
    public BadNetsOptions Apply(BadNetsOptions options, ParseResult parsed, bool targetGiven)
    {
        if (parsed.GetValue(allToAll) && targetGiven) throw new NadException("Give --target or --all-to-all, not both: with --all-to-all label i is to become i + 1.");
        return options with
        {
            Variant = Variant(parsed.GetValue(variant)!),
            Low = parsed.GetValue(low),
            Alpha = parsed.GetValue(alpha),
            AllToAll = parsed.GetValue(allToAll),
        };
    }

    private static BadNetsVariant Variant(string name) => name switch
    {
        "grid" => BadNetsVariant.Grid,
        "checkerboard" => BadNetsVariant.Checkerboard,
        "square" => BadNetsVariant.Square,
        "four-corner" => BadNetsVariant.FourCorner,
        "centre" or "center" => BadNetsVariant.Centre,
        _ => throw new NadException($"Unknown trigger variant '{Printable.Of(name)}'; known are grid, checkerboard, square, four-corner and centre."),
    };
}
