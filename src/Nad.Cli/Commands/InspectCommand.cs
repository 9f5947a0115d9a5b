using System.CommandLine;
using Nad.Cli.Help;

namespace Nad.Cli.Commands;

/// <summary><c>nad inspect</c>: what is in a checkpoint, without executing anything of it. Never loads libtorch.</summary>
internal static class InspectCommand
{
    public static Command Make(TextWriter output)
    {
        Argument<string> file = new("FILE")
        {
            Description = "A checkpoint: torch (legacy or zip) or safetensors; FILE#ENTRY for one of several networks in it."
        };
        Option<bool> json = new("--json") { Description = "Print JSON." };
        FormatOption format = new(FormatOption.Json, FormatOption.Sarif);
        Command command = new(
            "inspect",
            "List what a checkpoint holds, as data: exit code 0 safe and known, 1 readable but of no known architecture, 2 refused.")
        {
            file, json
        };
        command.Example("nad inspect model.pth", "What is in a checkpoint.");
        command.Example("nad inspect checkpoint.tar#state_dict --format sarif", "One of several entries, for a pipeline.");
        format.AddTo(command);
        command.SetAction(parsed => InspectReport.Write(parsed.GetValue(file)!, output, format.Read(parsed, parsed.GetValue(json))));
        return command;
    }
}
