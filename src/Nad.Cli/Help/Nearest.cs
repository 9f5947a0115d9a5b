using System.CommandLine;
using System.CommandLine.Parsing;

namespace Nad.Cli.Help;

/// <summary>The command or option that somebody meant who typed one that does not exist.</summary>
internal static class Nearest
{
    /// <summary>What is said of the first word that fits nowhere; null if all words fit.</summary>
    public static string? Told(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count == 0) return null;
        string word = parsed.UnmatchedTokens[0];
        CommandResult result = parsed.CommandResult;
        string name = HelpText.NameOf(result), shown = Printable.Of(word);
        if (word.StartsWith('-'))
        {
            string option = word.Split('=', ':')[0];
            string? meant = Of(option, Options(result).SelectMany(o => (IEnumerable<string>)[o.Name, .. o.Aliases]));
            return $"{name} has no option {Printable.Of(option)}.{Question(meant)}";
        }

        Command[] below = [.. result.Command.Subcommands.Where(c => !c.Hidden)];
        return below.Length == 0 || result.Command.Arguments.Count > 0
            ? $"{name} takes no word '{shown}' here.{Question(Of("--" + word, Options(result).Select(o => o.Name)))}"
            : $"{name} has no command '{shown}'.{Question(Of(word, below.Select(c => c.Name)))}";
    }

    /// <summary>The known word that is closest; null if none is close.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        string? nearest = known.MinBy(k => Distance(word, k));
        // Half of a short word, three letters of a long one.
        if (nearest is not null && Distance(word, nearest) <= Math.Clamp(nearest.TrimStart('-').Length / 2, 1, 3)) return nearest;
        return word.TrimStart('-').Length < 3 ? null : known.FirstOrDefault(k => k.StartsWith(word, StringComparison.Ordinal));
    }

    private static string Question(string? meant) => meant is null ? "" : $" Did you mean {meant}?";

    private static IEnumerable<Option> Options(CommandResult result) =>
    [
        .. result.Command.Options.Where(o => !o.Hidden),
        .. result.Parent is CommandResult parent ? Options(parent).Where(o => o.Recursive) : []
    ];

    // Letters left out, put in, changed or exchanged with their neighbour: the restricted distance of Damerau.
    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
