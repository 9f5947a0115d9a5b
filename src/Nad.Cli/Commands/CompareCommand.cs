using System.CommandLine;
using Nad.Cli.Help;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad compare</c>: several results in one table.</summary>
internal static class CompareCommand
{
    public static Command Make(TextWriter output)
    {
        Argument<string[]> folders = new("DIR")
        {
            Description = "Folders that nad erase, nad attack or nad demo wrote with --out.",
            Arity = ArgumentArity.OneOrMore
        };
        Option<bool> json = new("--json") { Description = "Print the comparison as JSON, and nothing else." };
        Option<bool> csv = new("--csv") { Description = "Print the runs as CSV, rates 0 to 1, and nothing else." };
        Option<string?> folder = new("--out")
        {
            HelpName = "DIR",
            Description = "Also write tables for papers: CSV of every run, mean, paired difference and epoch, Markdown, LaTeX, and a page."
        };
        Option<string?> events =
            new("--tensorboard") { HelpName = "DIR", Description = "Also write the epochs of each run as event files of TensorBoard." };
        OverwriteOption overwrite = new();
        Command command = new(
            "compare",
            "Put several results in one table; runs that are equal in everything but the seed also get their mean and standard deviation.")
        {
            folders, json, csv, folder, events, overwrite.Option
        };
        command.Example("nad compare out/nad out/finetune", "Two results in one table.");
        command.Example("nad compare out/nad-* out/finetune-* --out out/tables", "Tables for a paper, with paired differences over seeds.");
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json) && parsed.GetValue(csv)) throw new NadException("Give --json or --csv, not both.");
            string[] named = parsed.GetValue(folders)!;
            if (parsed.GetValue(folder) is null && overwrite.Read(parsed))
                throw new NadException("--overwrite needs --out DIR: nothing else is written over.");
            InputPlace[] read = [.. named.SelectMany(f => InputPlace.Of("the command", f))];
            if (parsed.GetValue(folder) is { } place)
            {
                OutputGuard.Check(new OutputPlan
                {
                    Path = place,
                    Names = CompareFolder.Names,
                    Inputs = read,
                    Former = f => FormerResult.Marked(f, CompareFolder.Mark)?.Only(CompareFolder.Names),
                    Overwrite = overwrite.Read(parsed)
                });
            }

            CompareResult result = Comparison.Read(named);
            if (parsed.GetValue(events) is { } board)
            {
                OutputGuard.Check(new OutputPlan
                {
                    Option = events.Name,
                    Path = board,
                    Names = [.. CompareFolder.EventFolders(result).Select(e => e.Name)],
                    Inputs = read
                });
            }

            output.Write(
                parsed.GetValue(json) ? StoredJson.Text(result, ResultJson.Default.CompareResult) + "\n"
                    : parsed.GetValue(csv) ? CompareText.Csv(result)
                    : CompareText.Table(result));
            bool silent = parsed.GetValue(json) || parsed.GetValue(csv);
            if (parsed.GetValue(folder) is { } target)
            {
                using PreparedFolder prepared = new(target, CompareFolder.Names);
                IReadOnlyList<string> files = CompareFolder.Write(prepared.Folder, result, CommandText.Of(parsed), DateTimeOffset.UtcNow);
                if (!silent) output.WriteLine($"Written to {target}: {string.Join(", ", files)}.");
            }

            if (parsed.GetValue(events) is { } logs)
            {
                using PreparedFolder prepared = new(logs);
                int count = CompareFolder.WriteEvents(prepared.Folder, result, DateTimeOffset.UtcNow);
                if (!silent) output.WriteLine($"Written to {logs}: the epochs of {count} runs.");
            }

            // Said last, and with the code of a mistake: a script must not take a part for the whole.
            return result.LeftOut.Count == 0 ? ExitCode.Done
                : throw new NadException(
                    $"{result.LeftOut.Count} of {named.Length} folders are left out: "
                    + $"{string.Join(" ", result.LeftOut.Select(l => l.Reason))}");
        });
        return command;
    }
}
