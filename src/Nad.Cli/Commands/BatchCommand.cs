using System.CommandLine;
using System.Globalization;
using Nad.Cli.Help;
using Nad.Experiments;
using Nad.Reporting;

namespace Nad.Cli.Commands;

/// <summary><c>nad batch</c>: one command for each model of a list.</summary>
internal static class BatchCommand
{
    /// <param name="output">Where words go.</param>
    /// <param name="nad">Runs a command line.</param>
    /// <param name="parse">Parses one.</param>
    public static Command Make(TextWriter output, Func<string[], TextWriter, TextWriter, int> nad, Func<string[], ParseResult> parse)
    {
        Argument<string> list = new("FILE")
        {
            Description =
                "The models: CSV with a header, or a JSON object in each line. Columns: model, name, and any option of the command."
        };
        Argument<string[]> words = new("OPTION")
        {
            Description = "Options of every model, behind --, such as -- --clean cifar10:DIR; a row may say otherwise.",
            Arity = ArgumentArity.ZeroOrMore
        };
        Option<string> what = new("--do")
        {
            HelpName = "COMMAND",
            Description = $"{string.Join(", ", BatchDo.All.SkipLast(1).Select(d => d.Command))} or {BatchDo.All[^1].Command}.",
            Required = true
        };
        what.CompletionSources.Add([.. BatchDo.All.Select(d => d.Command)]);
        Option<string> folder =
            new("--out") { HelpName = "DIR", Description = "Folder for the table, the page and a folder for each row.", Required = true };
        Option<string?> methods =
            new("--methods") { HelpName = "LIST", Description = "Erase each model by each of these, such as nad,finetune,auto." };
        Option<string?> seeds =
            new("--seeds") { HelpName = "LIST", Description = "Repeat each run with each of these seeds, such as 0,1,2." };
        Option<string?> counts = new("--clean-counts")
        {
            HelpName = "LIST",
            Description = "Erase with each of these numbers of clean images, such as 250,2500."
        };
        Option<bool> retry = new("--retry") { Description = "Do rows that failed again." };
        GridOptions grid = new();
        CommonOptions common = new();
        Command command = new(
            "batch",
            "Do one command to each model of a list: one table, the worst first, a folder for each row. Stop it at any time: "
                + "the same command goes on.")
        {
            list, words
        };
        command.AddGroup("Input and output", what, folder, retry);
        command.AddGroup("A grid over the list", methods, seeds, counts);
        grid.AddTo(command, common.Quiet);
        command.Example("nad batch models.csv --do audit --out out/audits -- --clean images:photos", "Is there a backdoor in any of them?");
        command.Example(
            "nad batch models.csv --do erase --methods nad,finetune,auto --seeds 0,1,2 --clean-counts 250,2500 --out out/grid "
                + "-- --clean cifar10:DIR",
            "Every method, seed and number of clean images, and their means.");
        command.SetAction(parsed =>
        {
            string name = Words.OneOf(what.Name, parsed.GetValue(what)!, [.. BatchDo.All.Select(d => d.Command)]);
            BatchRequest request = new()
            {
                Do = BatchDo.All.First(d => d.Command == name),
                List = parsed.GetValue(list)!,
                Folder = parsed.GetValue(folder)!,
                Common = Options(parsed.GetValue(words) ?? []),
                Methods = List(parsed.GetValue(methods)),
                Seeds = List(parsed.GetValue(seeds)),
                CleanCounts = List(parsed.GetValue(counts)),
                Fixed = name == "inspect" ? [] : [("threads", grid.Threads(parsed).ToString(CultureInfo.InvariantCulture))],
            };
            IReadOnlyList<BatchRun> runs = BatchPlan.Of(request, BatchList.Read(request.List));
            Check(request, runs, parse);
            grid.Processes(parsed);
            OutputGuard.Check(BatchFolder.Output(
                request.Folder,
                [.. InputPlace.Of("the list", request.List), .. runs.SelectMany(r => InputPlace.Of("model", r.Row.Model))]));
            using PreparedFolder? prepared = grid.IsPlan(parsed) ? null : new(request.Folder, BatchFolder.Names);
            bool atWork = false;
            // What is at work has its own way to end in order.
            using Interrupt interrupt = new(() => Volatile.Read(ref atWork));
            grid.EndWithInput(parsed, GridOptions.Terminate);
            using BatchJob job = new(request, runs, Run);
            if (parsed.GetValue(retry) && !grid.IsPlan(parsed) && !grid.IsWorker(parsed)) job.Retry();
            return grid.Run(parsed, output, job, Torch.Device.Cpu, parsed.GetValue(common.Quiet), () =>
            {
                IReadOnlyList<BatchEntry> entries = job.Entries();
                IReadOnlyList<string> files =
                    BatchFolder.Write(prepared!.Folder, request, entries, ParquetTable.Of, CommandText.Of(parsed), DateTimeOffset.UtcNow);
                if (Means(entries, request.Do) is { } means) output.Write(means);
                output.WriteLine($"{BatchFolder.Summary(entries)} Written to {request.Folder}: {string.Join(", ", files)}.");
                return entries.Any(e => e.State == "failed") ? ExitCode.Negative : ExitCode.Done;
            }, interrupt.Token);

            BatchAnswer Run(string[] line)
            {
                using StringWriter said = new(), errors = new();
                Volatile.Write(ref atWork, true);
                try
                {
                    int code = nad(line, said, errors);
                    return new BatchAnswer(code, said.ToString(), errors.ToString());
                }
                finally
                {
                    Volatile.Write(ref atWork, false);
                }
            }
        });
        return command;
    }

    // Before anything starts: hours later nobody is there to mend a word.
    private static void Check(BatchRequest request, IReadOnlyList<BatchRun> runs, Func<string[], ParseResult> parse)
    {
        bool writes = request.Do.Command is "erase" or "audit";
        foreach (BatchRun run in runs)
        {
            string[] line = run.Words(request.Do);
            if (OptionChecks.Mistake(parse(writes ? [line[0], "--out=x", .. line[1..]] : line)) is { } mistake)
            {
                throw new NadException(
                    $"{Printable.Of(request.List)}, line {run.Row.Line}: "
                    + $"{Printable.Of(mistake.ReplaceLineEndings(" "), 1000)} Nothing was started.");
            }
        }
    }

    private static string? Means(IReadOnlyList<BatchEntry> entries, BatchDo what)
    {
        IReadOnlyList<IReadOnlyList<string>> rows = BatchFolder.MeanRows(BatchMean.Of(entries, what), what);
        if (rows.Count == 0) return null;
        TextTable table = new([.. rows[0].Select((h, i) => (h, i == 0 ? TextAlign.Left : TextAlign.Right))]);
        foreach (IReadOnlyList<string> row in rows.Skip(1)) table.Add([.. row]);
        return $"{table}\n";
    }

    private static string[] List(string? text) => text is null ? [] : [.. text.Split(',').Select(t => t.Trim()).Where(t => t.Length > 0)];

    // --option VALUE, --option=VALUE, --flag.
    private static List<(string Option, string Value)> Options(string[] words)
    {
        List<(string, string)> options = [];
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            if (!word.StartsWith("--", StringComparison.Ordinal) || word.Length < 3)
                throw new NadException(
                    $"Behind -- stand options of the command, such as --clean SPEC, but '{Printable.Of(word)}' is none.");
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            bool next = i + 1 < words.Length && !words[i + 1].StartsWith("--", StringComparison.Ordinal);
            options.Add(equals > 0 ? (word[2..equals], word[(equals + 1)..]) : next ? (word[2..], words[++i]) : (word[2..], "true"));
        }

        return options;
    }
}
