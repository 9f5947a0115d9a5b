using System.CommandLine;
using Nad.Cli.Help;

namespace Nad.Cli.Commands;

/// <summary><c>nad completion</c>: what a shell needs to complete command lines.</summary>
internal static class CompletionCommand
{
    public static Command Make(TextWriter output)
    {
        Argument<string> shell = new("SHELL") { Description = "bash or zsh." };
        shell.CompletionSources.Add("bash", "zsh");
        Command command = new("completion", "Print a script that completes commands, options and their values in a shell.") { shell };
        command.Example("source <(nad completion bash)", "In ~/.bashrc: complete in every bash.");
        command.Example("source <(nad completion zsh)", "In ~/.zshrc: complete in every zsh.");
        command.SetAction(parsed =>
        {
            Command root = Program.Root(TextWriter.Null, TextWriter.Null);
            output.Write(
                Words.OneOf("SHELL", parsed.GetValue(shell)!, "bash", "zsh") == "bash"
                    ? CompletionScript.Bash(root)
                    : CompletionScript.Zsh(root));
            return ExitCode.Done;
        });
        return command;
    }
}
