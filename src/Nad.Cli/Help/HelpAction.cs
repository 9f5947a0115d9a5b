using System.CommandLine;
using System.CommandLine.Invocation;

namespace Nad.Cli.Help;

/// <summary><c>--help</c>: prints the page of the command. What else is wrong with the command line does not matter then.</summary>
internal sealed class HelpAction : SynchronousCommandLineAction
{
    private const int Least = 60, Most = 140, Piped = 120;

    public override bool ClearsParseErrors => true;

    public override bool Terminating => true;

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        int width = output is StandardText { IsLive: true } ? Math.Clamp(Console.WindowWidth, Least, Most) : Piped;
        output.Write(HelpText.Of(parseResult.CommandResult.Command, HelpText.NameOf(parseResult.CommandResult), parseResult, width));
        return ExitCode.Done;
    }
}
