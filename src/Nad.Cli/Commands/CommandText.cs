using System.CommandLine;

namespace Nad.Cli.Commands;

/// <summary>A command line as somebody would type it again.</summary>
internal static class CommandText
{
    public static string Of(ParseResult parsed) => "nad " + string.Join(' ', parsed.Tokens.Select(t => Quote(t.Value)));

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,@+".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
