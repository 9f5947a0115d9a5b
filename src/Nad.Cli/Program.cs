using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
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
        // Not a RootCommand: that would call itself by the name of the executable file.
        Command root = new("nad", "Erases backdoors from image classifiers by Neural Attention Distillation (Li et al., ICLR 2021).");
        (string Name, Func<Command> Make)[] commands =
        [
            ("erase", () => EraseCommand.Make(output)),
            ("eval", () => EvalCommand.Make(output)),
            ("attack", () => AttackCommand.Make(output)),
            ("triggers", () => TriggersCommand.Make(output)),
            ("attention", () => AttentionCommand.Make(output)),
            ("compare", () => CompareCommand.Make(output)),
            ("reproduce", () => ReproduceCommand.Make(output)),
            ("inspect", () => InspectCommand.Make(output)),
            ("data", () => DataCommand.Make(output)),
            ("zoo", () => ZooCommand.Make(output)),
            ("verify", () => VerifyCommand.Make(output)),
            ("replay", () => ReplayCommand.Make(output, (arguments, text) => Run(arguments, text, errors))),
            ("demo", () => DemoCommand.Make(output)),
            ("doctor", () => DoctorCommand.Make(output)),
        ];
        // A command that is named is the only one that is built: start-up is part of the contract.
        bool named = args.Length > 0 && Array.Exists(commands, c => c.Name == args[0]);
        foreach ((string name, Func<Command> make) in commands)
        {
            if (!named || name == args[0]) root.Add(make());
        }

        root.Add(new HelpOption { Recursive = true });
        root.Add(new VersionOption());
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            string command = NameOf(parsed.CommandResult);
            errors.WriteLine($"nad: {Plain(parsed.Errors[0].Message)} See '{command} --help'.");
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
        catch (Exception e) when (Torch.Memory.IsLacking(e))
        {
            errors.WriteLine($"nad: {Torch.Memory.Error(e).Message}");
            return UserError;
        }
        catch (OperationCanceledException e)
        {
            // A run that can be resumed says so itself; any other message is the framework's.
            errors.WriteLine(e.InnerException is OperationCanceledException ? $"nad: {Printable.Of(e.Message, 2000)}" : "nad: stopped; nothing was written.");
            return Cancelled;
        }
    }

    private static string NameOf(CommandResult command) => command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : command.Command.Name;

    // The parser names types as programmers do.
    private static string Plain(string message) => Printable.Of(
        message.ReplaceLineEndings(" ")
            .Replace("expected type 'System.Nullable`1[System.Int32]'", "a whole number", StringComparison.Ordinal)
            .Replace("expected type 'System.Int64'", "a whole number", StringComparison.Ordinal)
            .Replace("expected type 'System.Nullable`1[System.Double]'", "a number", StringComparison.Ordinal)
            .Replace("expected type 'System.Double'", "a number", StringComparison.Ordinal),
        2000);
}
