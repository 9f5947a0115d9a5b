using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Nad.Cli.Commands;

namespace Nad.Cli;

internal static class Program
{
    internal static int Main(string[] args)
    {
        StandardText output = StandardText.Output(), errors = StandardText.Errors();
        int code = Run(CommandLineBytes.Of(args), output, errors);
        if (output.Failure is not { } failure) return code;
        // A command that did not notice: what it printed is lost, so that its code must not say that all is well.
        if (!failure.IsTold) Failures.Tell(errors, failure);
        return code == ExitCode.Done ? ExitCode.Mistake : code;
    }

    internal static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        try
        {
            // A command that is named is the only one that is built: start-up is part of the contract.
            Command root = Root(output, errors, args.Length > 0 ? args[0] : null);
            ParseResult parsed = root.Parse(HomeFolder.Expanded(args), Parsing());
            if (parsed.Errors.Count > 0)
            {
                string command = NameOf(parsed.CommandResult);
                errors.WriteLine($"nad: {Plain(parsed.Errors[0].Message)} See '{command} --help'.");
                return ExitCode.Mistake;
            }

            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (OperationCanceledException e)
        {
            // A run that can be resumed says so itself; any other message is the framework's.
            errors.WriteLine(e.InnerException is OperationCanceledException ? $"nad: {Printable.Of(e.Message, 2000)}" : "nad: stopped; nothing was written.");
            return ExitCode.Stopped;
        }
        catch (Exception e) when (Failures.IsOfTheWorld(e))
        {
            Failures.Tell(errors, e);
            return e is Training.TrainingFailedException ? ExitCode.Failed : ExitCode.Mistake;
        }
    }

    /// <summary>All commands, or the one of that name alone.</summary>
    internal static Command Root(TextWriter output, TextWriter errors, string? only = null)
    {
        // Not a RootCommand: that would call itself by the name of the executable file.
        Command root = new("nad", "Erases backdoors from image classifiers by Neural Attention Distillation (Li et al., ICLR 2021).");
        (string Name, Func<Command> Make)[] commands =
        [
            ("erase", () => EraseCommand.Make(output)),
            ("eval", () => EvalCommand.Make(output)),
            ("audit", () => AuditCommand.Make(output)),
            ("calibrate", () => CalibrateCommand.Make(output)),
            ("attack", () => AttackCommand.Make(output)),
            ("triggers", () => TriggersCommand.Make(output)),
            ("attention", () => AttentionCommand.Make(output)),
            ("compare", () => CompareCommand.Make(output)),
            ("reproduce", () => ReproduceCommand.Make(output)),
            ("inspect", () => InspectCommand.Make(output)),
            ("taps", () => TapsCommand.Make(output)),
            ("data", () => DataCommand.Make(output)),
            ("zoo", () => ZooCommand.Make(output)),
            ("verify", () => VerifyCommand.Make(output)),
            ("replay", () => ReplayCommand.Make(output, (arguments, text) => Run(arguments, text, errors))),
            ("demo", () => DemoCommand.Make(output)),
            ("doctor", () => DoctorCommand.Make(output)),
        ];
        bool named = Array.Exists(commands, c => c.Name == only);
        foreach ((string name, Func<Command> make) in commands)
        {
            if (!named || name == only) root.Add(make());
        }

        OptionRules.Apply(root);
        root.Add(new HelpOption { Recursive = true });
        root.Add(new VersionOption());
        return root;
    }

    // Words that stand in a file (@FILE) are as good as typed ones.
    private static ParserConfiguration Parsing()
    {
        ParserConfiguration parsing = new();
        if (parsing.ResponseFileTokenReplacer is not { } read) return parsing;
        parsing.ResponseFileTokenReplacer = (string word, out IReadOnlyList<string>? words, out string? problem) =>
        {
            bool replaced = read(word, out words, out problem);
            if (words is not null) words = HomeFolder.Expanded(words);
            return replaced;
        };
        return parsing;
    }

    private static string NameOf(CommandResult command) => command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : command.Command.Name;

    private static string Plain(string message) => Printable.Of(message.ReplaceLineEndings(" "), 2000);
}
