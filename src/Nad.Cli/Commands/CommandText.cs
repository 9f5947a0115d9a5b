using System.CommandLine;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary>A command line as somebody would type it again.</summary>
internal static class CommandText
{
    public static string Of(ParseResult parsed) => "nad " + string.Join(' ', parsed.Tokens.Select(t => Quote(t.Value)));

    /// <summary>The same with all that is needed to do it again.</summary>
    public static Invocation Invocation(ParseResult parsed) =>
        new(Of(parsed), [.. parsed.Tokens.Select(t => t.Value)], Directory.GetCurrentDirectory(), DateTimeOffset.UtcNow);

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,@+".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
