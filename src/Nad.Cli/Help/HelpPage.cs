using System.CommandLine;
using System.Runtime.CompilerServices;

namespace Nad.Cli.Help;

/// <summary>
/// How the help of a command is laid out: its options in groups, and examples. The manual page and the completion of a shell come from it
/// too.
/// </summary>
internal sealed class HelpPage
{
    private static readonly ConditionalWeakTable<Command, HelpPage> Pages = [];

    private readonly List<Func<ParseResult?, IEnumerable<HelpGroup>>> groups = [];

    /// <summary>A command line, and what it does.</summary>
    public List<(string Line, string Does)> Examples { get; } = [];

    /// <summary>Headings above the sub-commands, by their names; none for one list.</summary>
    public List<(string Title, string[] Names)> Commands { get; } = [];

    /// <summary>The last paragraph; empty for none.</summary>
    public string Closing { get; set; } = "";

    /// <summary>The page of a command.</summary>
    public static HelpPage Of(Command command) => Pages.GetOrCreateValue(command);

    /// <summary>Adds groups that can depend on what was typed; where nothing was, they are all that there are.</summary>
    public void Add(Func<ParseResult?, IEnumerable<HelpGroup>> make) => groups.Add(make);

    /// <summary>Every visible option in its group; groups of one title are one, and what is in none comes first.</summary>
    /// <param name="command">The command of this page.</param>
    /// <param name="parsed">What was typed; null for all options.</param>
    public IReadOnlyList<HelpGroup> Groups(Command command, ParseResult? parsed)
    {
        HelpGroup[] made = [.. groups.SelectMany(make => make(parsed))];
        HashSet<Option> grouped = [.. groups.SelectMany(make => make(null)).SelectMany(g => g.Options)];
        Option[] others = [.. command.Options.Where(o => !grouped.Contains(o))];
        return
        [
            .. from g in made.Prepend(new HelpGroup("Options", others))
               group g by g.Title into same
               let options = same.SelectMany(g => g.Options).Where(o => !o.Hidden).Distinct().ToArray()
               where options.Length > 0
               select new HelpGroup(same.Key, options),
        ];
    }
}

/// <summary>Options under one heading.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Options">In order.</param>
internal sealed record HelpGroup(string Title, IReadOnlyList<Option> Options);

/// <summary>What commands say of their help.</summary>
internal static class HelpPageExtensions
{
    /// <summary>Adds options to a command, under a heading of its help.</summary>
    public static void AddGroup(this Command command, string title, params IEnumerable<Option> options)
    {
        Option[] all = [.. options];
        foreach (Option option in all) command.Add(option);
        HelpPage.Of(command).Add(_ => [new HelpGroup(title, all)]);
    }

    /// <summary>Shows command lines in the help of a command, each with what it does.</summary>
    public static void Example(this Command command, string line, string does) => HelpPage.Of(command).Examples.Add((line, does));
}
