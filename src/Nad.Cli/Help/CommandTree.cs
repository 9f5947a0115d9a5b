using System.CommandLine;

namespace Nad.Cli.Help;

/// <summary>All visible commands, from the program down.</summary>
internal static class CommandTree
{
    /// <summary>Each command with its name as it is typed.</summary>
    public static IEnumerable<(string Name, Command Command)> Of(Command command, string above = "")
    {
        string name = above.Length == 0 ? command.Name : $"{above} {command.Name}";
        return [(name, command), .. command.Subcommands.Where(c => !c.Hidden).SelectMany(c => Of(c, name))];
    }

    /// <summary>Every visible option of a command, those of the commands above that hold below too.</summary>
    public static IEnumerable<Option> Options(Command command) =>
        [.. command.Options.Where(o => !o.Hidden), .. command.Parents.OfType<Command>().SelectMany(Options).Where(o => o.Recursive)];
}
