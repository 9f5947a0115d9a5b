using System.CommandLine;
using System.Globalization;
using Nad.Cli.Help;
using Nad.Data;
using Nad.Training;

namespace Nad.Cli.Commands;

/// <summary>How much time and memory a run may take.</summary>
internal sealed class EffortOptions
{
    private readonly Option<string?> memory = MakeMemory();

    private readonly Option<double?> budget = new("--budget")
    {
        HelpName = "MINUTES",
        Description =
            "Shorten the trainings to this time, by the time that a step takes here; the number of epochs then depends on the machine.",
    };

    /// <summary>The option for memory alone, for commands that do not train.</summary>
    public static Option<string?> MakeMemory() => new("--memory")
    {
        HelpName = "SIZE",
        Description = "Memory for decoded images, such as 500M or 4G; of more images those that find no room are decoded anew each time. "
            + "Default: a quarter of the machine's.",
    };

    public void AddTo(Command command) => command.AddGroup("Run", memory, budget);

    /// <summary>For decoded images.</summary>
    /// <exception cref="NadException">No size.</exception>
    public ImageMemory Memory(ParseResult parsed) => Memory(parsed, memory);

    /// <summary>The same for the option alone.</summary>
    public static ImageMemory Memory(ParseResult parsed, Option<string?> option) =>
        new(parsed.GetValue(option) is { } text ? ImageMemory.Parse(text) : ImageMemory.Usual);

    /// <summary>For all trainings; null for any time.</summary>
    /// <exception cref="NadException">No number of minutes above 0.</exception>
    public TimeBudget? Budget(ParseResult parsed)
    {
        if (parsed.GetValue(budget) is not { } minutes) return null;
        return minutes is > 0 and <= 100_000
            ? new TimeBudget(minutes)
            : throw new NadException(
                $"--budget must be above 0 and at most 100000 minutes, but is {minutes.ToString(CultureInfo.InvariantCulture)}.");
    }
}
