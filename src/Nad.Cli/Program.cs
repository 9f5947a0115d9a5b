using System.CommandLine;
using Nad.Cli.Commands;

namespace Nad.Cli;

internal static class Program
{
    /// <summary>Bad input or a run that failed for a reason that the user can mend.</summary>
    internal const int UserError = 2;

    /// <summary>Ended by Ctrl-C or a request to terminate.</summary>
    internal const int Cancelled = 130;

    internal static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    internal static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        RootCommand root = new("Erases backdoors from image classifiers by Neural Attention Distillation (Li et al., ICLR 2021).")
        {
            EraseCommand.Make(output),
            EvalCommand.Make(output),
            InspectCommand.Make(output),
            DemoCommand.Make(output),
            DoctorCommand.Make(output),
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            string command = parsed.CommandResult.Command is RootCommand ? "nad" : $"nad {parsed.CommandResult.Command.Name}";
            errors.WriteLine($"nad: {parsed.Errors[0].Message.ReplaceLineEndings(" ")} See '{command} --help'.");
            return UserError;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (NadException e)
        {
            errors.WriteLine($"nad: {Printable.Of(e.Message.ReplaceLineEndings(" "), 2000)}");
            return UserError;
        }
        catch (OperationCanceledException)
        {
            errors.WriteLine("nad: stopped; nothing was written.");
            return Cancelled;
        }
    }
}
