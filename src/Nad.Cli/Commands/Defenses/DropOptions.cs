using System.CommandLine;

namespace Nad.Cli.Commands;

/// <summary>How much accuracy may be given up; shared by the defenses that choose something by the hold-out.</summary>
internal sealed class DropOptions
{
    private readonly Option<double?> drop = new("--max-acc-drop")
    {
        HelpName = "POINTS",
        Description = "Points of hold-out accuracy that may be given up for a cleaner model (auto: 3; fine-pruning: 4)."
    };

    public Option Option => drop;

    /// <summary>As a fraction; null where it is not given.</summary>
    /// <exception cref="NadException">Outside its range.</exception>
    public double? Read(ParseResult parsed) => parsed.GetValue(drop) is { } points ? RecipeOptions.Points(drop.Name, points) : null;
}
