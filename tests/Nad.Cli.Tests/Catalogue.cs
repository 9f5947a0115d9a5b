using System.CommandLine;

namespace Nad.Cli.Tests;

/// <summary>Every command, for tests that must not forget one.</summary>
internal static class Catalogue
{
    /// <summary>The program.</summary>
    public static Command Root { get; } = Program.Root(TextWriter.Null, TextWriter.Null);

    /// <summary>All commands that do something, with the words that name them.</summary>
    public static IReadOnlyList<(string[] Words, Command Command)> Commands { get; } =
        [.. Below([], Root).Where(c => c.Command.Action is not null)];

    private static IEnumerable<(string[] Words, Command Command)> Below(string[] words, Command command) =>
        command.Subcommands.SelectMany(c => (IEnumerable<(string[], Command)>)[([.. words, c.Name], c), .. Below([.. words, c.Name], c)]);
}
