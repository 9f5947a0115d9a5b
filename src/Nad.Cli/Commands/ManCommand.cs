using System.CommandLine;
using Nad.Cli.Help;

namespace Nad.Cli.Commands;

/// <summary><c>nad man</c>: the manual page.</summary>
internal static class ManCommand
{
    public static Command Make(TextWriter output)
    {
        Command command = new("man", "Print the manual page, with every command and option, for man(1).");
        command.Example("nad man > nad.1", "Write it to a file; man -l nad.1 shows it.");
        command.SetAction(_ =>
        {
            output.Write(ManPage.Of(Program.Root(TextWriter.Null, TextWriter.Null)));
            return ExitCode.Done;
        });
        return command;
    }
}
