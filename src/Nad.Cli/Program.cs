using System.CommandLine;
using System.CommandLine.Help;
using Nad.Cli.Commands;
using Nad.Cli.Help;

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
                string command = HelpText.NameOf(parsed.CommandResult);
                errors.WriteLine($"nad: {Plain(Nearest.Told(parsed) ?? parsed.Errors[0].Message)} See '{command} --help'.");
                return ExitCode.Mistake;
            }

            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = errors,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null
            });
        }
        catch (OperationCanceledException e)
        {
            // A run that can be resumed says so itself; any other message is the framework's.
            errors.WriteLine(
                e.InnerException is OperationCanceledException
                    ? $"nad: {Printable.Of(e.Message, 2000)}"
                    : "nad: stopped; nothing was written.");
            return ExitCode.Stopped;
        }
        catch (Exception e) when (Failures.IsOfTheWorld(e))
        {
            int code = e is Training.TrainingFailedException ? ExitCode.Failed : ExitCode.Mistake;
            if (LogsJson(args)) JsonView.Error(errors, Failures.Sentence(e), code);
            else Failures.Tell(errors, e);
            return code;
        }
    }

    /// <summary>All commands, or the one of that name alone.</summary>
    internal static Command Root(TextWriter output, TextWriter errors, string? only = null)
    {
        // Not a RootCommand: that would call itself by the name of the executable file.
        Command root = new("nad", "Erases backdoors from image classifiers by Neural Attention Distillation (Li et al., ICLR 2021).");
        (string Name, string Group, Func<Command> Make)[] commands =
        [
            ("erase", "Erase and measure", () => EraseCommand.Make(output)),
            ("eval", "Erase and measure", () => EvalCommand.Make(output)),
            ("audit", "Erase and measure", () => AuditCommand.Make(output)),
            ("relapse", "Erase and measure", () => RelapseCommand.Make(output)),
            (
                "batch",
                "Erase and measure",
                () => BatchCommand.Make(
                    output, Run, words => Root(TextWriter.Null, TextWriter.Null, words[0]).Parse(HomeFolder.Expanded(words), Parsing()))),
            ("attention", "Erase and measure", () => AttentionCommand.Make(output)),
            ("compare", "Erase and measure", () => CompareCommand.Make(output)),
            ("demo", "Erase and measure", () => DemoCommand.Make(output)),
            ("inspect", "Look at files", () => InspectCommand.Make(output)),
            ("taps", "Look at files", () => TapsCommand.Make(output)),
            ("data", "Look at files", () => DataCommand.Make(output)),
            ("verify", "Look at files", () => VerifyCommand.Make(output)),
            ("replay", "Look at files", () => ReplayCommand.Make(output, (arguments, text) => Run(arguments, text, errors))),
            ("attack", "Backdoors and experiments", () => AttackCommand.Make(output)),
            ("triggers", "Backdoors and experiments", () => TriggersCommand.Make(output)),
            ("calibrate", "Backdoors and experiments", () => CalibrateCommand.Make(output)),
            ("reproduce", "Backdoors and experiments", () => ReproduceCommand.Make(output)),
            ("zoo", "Backdoors and experiments", () => ZooCommand.Make(output)),
            ("doctor", "This program", () => DoctorCommand.Make(output)),
            ("completion", "This program", () => CompletionCommand.Make(output)),
            ("man", "This program", () => ManCommand.Make(output)),
        ];
        HelpPage page = HelpPage.Of(root);
        page.Commands.AddRange(commands.GroupBy(c => c.Group).Select(g => (g.Key, g.Select(c => c.Name).ToArray())));
        page.Closing = "Where to start: nad demo shows everything on generated images; nad erase --help has the options of your own model. "
            + $"{ExitCode.Explained}";
        bool named = Array.Exists(commands, c => c.Name == only);
        foreach ((string name, _, Func<Command> make) in commands)
        {
            if (!named || name == only) root.Add(make());
        }

        OptionRules.Apply(root);
        root.Add(new HelpOption { Recursive = true, Action = new Help.HelpAction() });
        root.Add(new VersionOption());
        return root;
    }

    private static bool LogsJson(string[] args) =>
        args.Contains("--log-format=json")
        || (Array.IndexOf(args, "--log-format") is >= 0 and int at && at + 1 < args.Length && args[at + 1] == "json");

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

    private static string Plain(string message) => Printable.Of(message.ReplaceLineEndings(" "), 2000);
}
