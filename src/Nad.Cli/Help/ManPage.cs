using System.CommandLine;
using System.Text;

namespace Nad.Cli.Help;

/// <summary>The manual page of the program, in the macros of man(7).</summary>
internal static class ManPage
{
    /// <summary>The page with every command and option.</summary>
    public static string Of(Command root)
    {
        StringBuilder text = new();
        text.Append(".TH NAD 1 \"\" \"nad ").Append(NadVersion.Text.Split('+')[0]).Append("\" \"User Commands\"\n");
        text.Append(".SH NAME\nnad \\- ").Append(Text(root.Description!)).Append('\n');
        text.Append(".SH SYNOPSIS\n.B nad\n.I command\n[options]\n");
        foreach ((string name, Command command) in CommandTree.Of(root).Skip(1)) Section(text, name, command);
        text.Append(".SH EXIT STATUS\n").Append(Text(ExitCode.Explained)).Append('\n');
        return text.ToString();
    }

    private static void Section(StringBuilder text, string name, Command command)
    {
        HelpPage page = HelpPage.Of(command);
        text.Append(".SH \"").Append(Text(name.ToUpperInvariant())).Append("\"\n").Append(Text(command.Description ?? ""));
        text.Append("\n.PP\n.B ").Append(Text(HelpText.Usage(command, name))).Append('\n');
        foreach (Argument argument in command.Arguments.Where(a => !a.Hidden)) Item(text, argument.Name, argument.Description ?? "");
        foreach (HelpGroup group in page.Groups(command, null))
        {
            text.Append(".SS \"").Append(Text(group.Title)).Append("\"\n");
            foreach (Option option in group.Options) Item(text, HelpText.NameOf(option), HelpText.Description(option));
        }

        if (page.Examples.Count > 0) text.Append(".SS Examples\n");
        foreach ((string line, string does) in page.Examples) Item(text, line, does);
    }

    private static void Item(StringBuilder text, string name, string description) =>
        text.Append(".TP\n.B ").Append(Text(name)).Append('\n').Append(Text(description)).Append('\n');

    // A backslash begins an escape, a hyphen may become another sign, and a point or quote at the start of a line is a macro.
    private static string Text(string words)
    {
        string escaped = words.Replace("\\", "\\e", StringComparison.Ordinal);
        escaped = escaped.Replace("-", "\\-", StringComparison.Ordinal).Replace("\"", "\\(dq", StringComparison.Ordinal);
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }
}
