using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;

namespace Nad.Cli.Help;

/// <summary>The help of a command as plain text.</summary>
internal static class HelpText
{
    private const int Indent = 2, LongestName = 26;

    /// <summary>The whole page.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">As it is typed, such as <c>nad zoo add</c>.</param>
    /// <param name="parsed">What was typed; null for every option.</param>
    /// <param name="width">Columns.</param>
    public static string Of(Command command, string name, ParseResult? parsed, int width)
    {
        StringBuilder text = new();
        HelpPage page = HelpPage.Of(command);
        Wrap(text, command.Description ?? "", 0, width);
        text.Append("\nUsage:\n").Append(' ', Indent).Append(Usage(command, name)).Append('\n');
        if (command.Arguments.Any(a => !a.Hidden))
        {
            text.Append("\nArguments:\n");
            foreach (Argument word in command.Arguments.Where(a => !a.Hidden)) Row(text, $"<{word.Name}>", word.Description ?? "", width);
        }

        foreach ((string title, string[] names) in CommandGroups(command, page))
        {
            text.Append('\n').Append(title).Append(":\n");
            foreach (string below in names) Row(text, below, command.Subcommands.First(c => c.Name == below).Description ?? "", width);
        }

        foreach (HelpGroup group in page.Groups(command, parsed))
        {
            text.Append('\n').Append(group.Title).Append(":\n");
            foreach (Option option in group.Options) Row(text, NameOf(option), Description(option), width);
        }

        if (page.Examples.Count > 0) text.Append("\nExamples:\n");
        foreach ((string line, string does) in page.Examples)
        {
            text.Append(' ', Indent).Append(line).Append('\n');
            Wrap(text, does, Indent + 4, width);
        }

        if (page.Closing.Length > 0) Wrap(text.Append('\n'), page.Closing, 0, width);
        return text.ToString();
    }

    /// <summary>A command with those above it, as it is typed.</summary>
    public static string NameOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : command.Command.Name;

    /// <summary>Headings and names of the sub-commands that are shown.</summary>
    public static IEnumerable<(string Title, string[] Names)> CommandGroups(Command command, HelpPage page)
    {
        string[] shown = [.. command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)];
        if (shown.Length == 0) return [];
        string[] others = [.. shown.Except(page.Commands.SelectMany(g => g.Names))];
        (string Title, string[] Names)[] groups =
            [.. page.Commands.Select(g => (g.Title, g.Names.Where(shown.Contains).ToArray())), ("Commands", others)];
        return groups.Where(g => g.Names.Length > 0);
    }

    /// <summary>Names of an option with what stands for its value.</summary>
    public static string NameOf(Option option)
    {
        string[] names = option is HelpOption ? ["-h", "--help"] : [option.Name, .. option.Aliases.Where(a => a != "--force")];
        return string.Join(", ", names) + (option.HelpName is { } value ? $" <{value}>" : "");
    }

    /// <summary>What an option means, with its default.</summary>
    public static string Description(Option option)
    {
        if (option is HelpOption) return "Show this help.";
        if (option is VersionOption) return "Show the version.";
        bool tells = option.HasDefaultValue && option.ValueType != typeof(bool);
        string? value = tells ? Convert.ToString(option.GetDefaultValue(), CultureInfo.InvariantCulture) : null;
        return $"{option.Description}{(option.Required ? " Required." : "")}{(string.IsNullOrEmpty(value) ? "" : $" Default: {value}.")}";
    }

    /// <summary>The line of usage: what must be given, and that there is more.</summary>
    public static string Usage(Command command, string name)
    {
        IEnumerable<string> must =
            command.Options.Where(o => o is { Required: true, Hidden: false }).Select(o => $"{o.Name} <{o.HelpName}>");
        IEnumerable<string> words = command.Arguments.Where(a => !a.Hidden).Select(Word);
        string[] below = command.Subcommands.All(c => c.Hidden) ? [] : [command.Action is null ? "<command>" : "[<command>]"];
        return string.Join(' ', [name, .. below, .. words, .. must, "[options]"]);
    }

    private static string Word(Argument argument) =>
        (argument.Arity.MinimumNumberOfValues == 0 ? $"[<{argument.Name}>]" : $"<{argument.Name}>")
        + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");

    private static void Row(StringBuilder text, string name, string description, int width)
    {
        text.Append(' ', Indent).Append(name);
        int column = Indent + LongestName + 2;
        if (name.Length > LongestName) text.Append('\n');
        else text.Append(' ', column - Indent - name.Length);
        StringBuilder wrapped = new();
        Wrap(wrapped, description, column, width);
        text.Append(name.Length > LongestName ? wrapped.ToString() : wrapped.ToString().TrimStart(' '));
    }

    private static void Wrap(StringBuilder text, string words, int indent, int width)
    {
        int column = 0;
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > width)
            {
                text.Append('\n');
                column = 0;
            }

            if (column == 0) text.Append(' ', indent);
            else text.Append(' ');
            column = (column == 0 ? indent : column + 1) + word.Length;
            text.Append(word);
        }

        text.Append('\n');
    }
}
