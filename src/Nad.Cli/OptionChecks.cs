using System.CommandLine;
using System.Runtime.CompilerServices;
using Nad.Cli.Help;

namespace Nad.Cli;

/// <summary>
/// What a command checks of its options beyond what the parser does, before it reads or writes anything: so that a list of command lines
/// can be checked as a whole.
/// </summary>
internal static class OptionChecks
{
    private static readonly ConditionalWeakTable<Command, Action<ParseResult>> Known = [];

    /// <summary>Says how a command checks its options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="check">Throws a <see cref="NadException"/> for a mistake.</param>
    public static void Checks(this Command command, Action<ParseResult> check) => Known.Add(command, check);

    /// <summary>Checks a parsed command line.</summary>
    /// <returns>The mistake; null where there is none.</returns>
    public static string? Mistake(ParseResult parsed)
    {
        if (parsed.Errors.Count > 0) return Nearest.Told(parsed) ?? parsed.Errors[0].Message;
        try
        {
            if (Known.TryGetValue(parsed.CommandResult.Command, out Action<ParseResult>? check)) check(parsed);
            return null;
        }
        catch (NadException e)
        {
            return e.Message;
        }
    }
}
