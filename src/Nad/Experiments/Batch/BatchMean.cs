namespace Nad.Experiments;

/// <summary>Means over the seeds of one model and choice, or over all models of one choice.</summary>
/// <param name="Name">The model; null for all.</param>
/// <param name="Choice">Options that are not the same in all runs, but for the seed, and what they are here.</param>
/// <param name="Runs">Runs in the mean.</param>
/// <param name="Failed">Runs that failed or are open; they are in no mean.</param>
/// <param name="Means">By column; one that not every run measured is left out.</param>
public sealed record BatchMean(
    string? Name, IReadOnlyList<(string Option, string Value)> Choice, int Runs, int Failed, IReadOnlyDictionary<string, MeanEntry> Means)
{
    /// <summary>Means over seeds, model by model, and then, where there are several models, over models: each model counts once.</summary>
    public static IReadOnlyList<BatchMean> Of(IReadOnlyList<BatchEntry> entries, BatchDo what)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(what);
        if (what.Mean.Count == 0) return [];
        // Of the grid and of the command line; what a row says of itself belongs to its model.
        string[] own = [.. entries.SelectMany(e => e.Run.Row.Options.Select(o => o.Option))
            .Distinct(StringComparer.Ordinal)
            .Except(["method", "clean-count"])];
        string[] varying =
        [.. entries.SelectMany(e => e.Run.Options.Select(o => o.Option)).Distinct(StringComparer.Ordinal).Except(["seed", .. own])
            .Where(o => entries.Select(e => e.Run.Option(o)).Distinct().Count() > 1).Order(StringComparer.Ordinal)];
        var groups =
            entries.GroupBy(e => (Name: ModelOf(e, entries), Choice: Choice(e))).Select(g => Mean(g.Key.Name, g.First(), [.. g])).ToArray();
        if (groups.Select(g => g.Name).Distinct().Count() < 2) return groups;
        BatchMean[] all =
        [.. groups.GroupBy(g => string.Join('\n', g.Choice)).Select(
            g => new BatchMean(null, g.First().Choice, g.Count(m => m.Runs > 0), g.Count(m => m.Runs == 0),
                Columns(g.Where(m => m.Runs > 0).Select(m => (Func<string, double?>)(c => m.Means.GetValueOrDefault(c)?.Mean)))))];
        return [.. groups, .. all];

        string Choice(BatchEntry e) => string.Join('\n', varying.Select(o => e.Run.Option(o) ?? ""));

        BatchMean Mean(string name, BatchEntry first, BatchEntry[] runs)
        {
            BatchEntry[] measured = [.. runs.Where(r => r.Cell is { Failed: null })];
            return new BatchMean(
                name,
                [.. varying.Select(o => (o, first.Run.Option(o) ?? "default"))],
                measured.Length,
                runs.Length - measured.Length,
                Columns(measured.Select(m => (Func<string, double?>)m.Values.Number)));
        }

        Dictionary<string, MeanEntry> Columns(IEnumerable<Func<string, double?>> values)
        {
            Func<string, double?>[] rows = [.. values];
            return what.Mean
                .Select(c => (c, MeanEntry.Of(rows.Select(r => r(c)))))
                .Where(m => m.Item2 is not null)
                .ToDictionary(m => m.c, m => m.Item2!, StringComparer.Ordinal);
        }
    }

    // Two rows may have one name: a trigger more, or another file of the same name.
    private static string ModelOf(BatchEntry entry, IReadOnlyList<BatchEntry> all) =>
        all.Any(e => e.Run.Name == entry.Run.Name && e.Run.Row.Line != entry.Run.Row.Line)
            ? $"{entry.Run.Name} (line {entry.Run.Row.Line})"
            : entry.Run.Name;

    /// <summary>As CSV: of each column mean, standard deviation and number of values.</summary>
    public static string Csv(IReadOnlyList<BatchMean> means, BatchDo what)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(what);
        IEnumerable<string> header =
        [
            "name",
            .. means[0].Choice.Select(c => $"option_{c.Option.Replace('-', '_')}"),
            "runs",
            "failed",
            .. what.Mean.SelectMany(c => (string[])[c, $"{c}_sd", $"{c}_n"])
        ];
        return CsvText.Of(header, means.Select(m => (IEnumerable<string>)
        [
            Printable.Of(m.Name ?? "all models"), .. m.Choice.Select(c => Printable.Of(c.Value)), Whole(m.Runs), Whole(m.Failed),
            .. what.Mean.SelectMany(
                c => m.Means.GetValueOrDefault(c) is { } e
                    ? (string[])[CsvText.Cell(e.Mean), CsvText.Cell(e.Sd), Whole(e.Runs)]
                    : ["", "", ""]),
        ]));
    }

    private static string Whole(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
