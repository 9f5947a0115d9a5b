using System.CommandLine;
using Nad.Cli.Help;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad compare</c>: several results in one table.</summary>
internal static class CompareCommand
{
    public static Command Make(TextWriter output)
    {
        Argument<string[]> folders = new("DIR") { Description = "Folders that nad erase, nad attack or nad demo wrote with --out.", Arity = ArgumentArity.OneOrMore };
        Option<bool> json = new("--json") { Description = "Print the comparison as JSON, and nothing else." };
        Option<bool> csv = new("--csv") { Description = "Print the runs as CSV, rates 0 to 1, and nothing else." };
        Command command = new("compare", "Put several results in one table; runs that are equal in everything but the seed also get their mean and standard deviation.") { folders, json, csv };
        command.Example("nad compare out/nad out/finetune", "Two results in one table.");
        command.Example("nad compare out/seed0 out/seed1 out/seed2 --csv", "Seeds with their mean, as CSV.");
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json) && parsed.GetValue(csv)) throw new NadException("Give --json or --csv, not both.");
            CompareResult result = Comparison.Read(parsed.GetValue(folders)!);
            output.Write(parsed.GetValue(json) ? StoredJson.Text(result, ResultJson.Default.CompareResult) + "\n" : parsed.GetValue(csv) ? CompareText.Csv(result) : CompareText.Table(result));
            // Said last, and with the code of a mistake: a script must not take a part for the whole.
            return result.LeftOut.Count == 0 ? ExitCode.Done
                : throw new NadException($"{result.LeftOut.Count} of {parsed.GetValue(folders)!.Length} folders are left out: {string.Join(" ", result.LeftOut.Select(l => l.Reason))}");
        });
        return command;
    }
}
