namespace Nad.Experiments;

/// <summary>From a list of models to runs: options of the command line, of the row and of the grid put together.</summary>
public static class BatchPlan
{
    // What the batch itself decides, or what makes no sense for one of many.
    private static readonly string[] Own =
    [
        "out", "model", "resume", "overwrite", "dry-run", "json", "quiet", "log-format", "threads", "predictions", "help", "version"
    ];

    /// <summary>The runs of a list.</summary>
    /// <exception cref="NadException">An option is the batch's own or is given twice, or two runs are the same.</exception>
    public static IReadOnlyList<BatchRun> Of(BatchRequest request, IReadOnlyList<BatchRow> rows)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rows);
        Free("the command line", request.Common);
        (string Option, string List, IReadOnlyList<string> Values)[] grid =
        [
            ("method", "--methods", request.Methods), ("clean-count", "--clean-counts", request.CleanCounts),
            ("seed", "--seeds", request.Seeds),
        ];
        foreach ((string option, string list, IReadOnlyList<string> values) in grid.Where(g => g.Values.Count > 0))
        {
            bool fits = option == "seed" ? request.Do.IsSeeded || request.Do.Command == "audit" : request.Do.HasMethods;
            if (!fits)
                throw new NadException(
                    $"{list} is for --do erase{(option == "seed" ? " and audit" : "")}; nad {request.Do.Command} has no --{option}.");
            if (values.Distinct(StringComparer.Ordinal).Count() < values.Count) throw new NadException($"{list} has a value twice.");
            if (request.Common.Any(c => c.Option == option)) throw new NadException($"Give {list} or --{option}, not both.");
        }

        List<BatchRun> runs = [];
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        foreach (BatchRow row in rows)
        {
            string where = $"{Printable.Of(request.List)}, line {row.Line}";
            Free(where, row.Options);
            if (Array.Find(grid, g => g.Values.Count > 0 && row.Options.Any(o => o.Option == g.Option)) is { Option: { } both } twice)
                throw new NadException($"{where}: it sets --{both}, and so does {twice.List}.");
            IEnumerable<(string Option, string Value)> options =
                row.Options.Concat(request.Common.Where(c => row.Options.All(o => o.Option != c.Option)));
            string name = row.Name ?? NameOf(row.Model);
            IEnumerable<IEnumerable<(string Option, string Value)>> choices = [[]];
            foreach ((string option, _, IReadOnlyList<string> values) in grid.Where(g => g.Values.Count > 0))
                choices = [.. choices.SelectMany(c => values.Select(v => c.Append((option, v))))];
            foreach (IEnumerable<(string Option, string Value)> choice in choices)
            {
                BatchRun run = new(row, name, [.. options.Concat(choice).OrderBy(o => o.Option, StringComparer.Ordinal)]);
                string words = string.Join('\0', run.Words(request.Do));
                if (!seen.TryAdd(words, row.Line)) throw new NadException($"{where}: line {seen[words]} asks for the same.");
                runs.Add(run);
            }
        }

        return runs;
    }

    private static string NameOf(string model)
    {
        string file = model[(model.AsSpan().LastIndexOfAny("/:") + 1)..];
        return file.Length > 0 ? file : "model";
    }

    private static void Free(string where, IReadOnlyList<(string Option, string Value)> options)
    {
        foreach ((string option, _) in options)
        {
            if (Own.Contains(option))
                throw new NadException($"{where}: --{Printable.Of(option)} cannot be set for a model of a batch; nad batch decides it.");
        }

        if (options.GroupBy(o => o.Option, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new NadException($"{where}: --{Printable.Of(twice.Key)} is given twice.");
    }
}
