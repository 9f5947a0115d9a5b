using System.Globalization;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>Writes what <c>nad batch</c> leaves behind: one table as CSV and JSON lines, means, and a page.</summary>
public static class BatchFolder
{
    /// <summary>Names of the files.</summary>
    public const string Csv = "table.csv", JsonLines = "table.jsonl", Parquet = "table.parquet", Means = "means.csv", Page = "report.html";

    /// <summary>The file that is written last and names the others.</summary>
    public const string Mark = "batch.json";

    private const int MostOnPage = 500, Bins = 10;

    /// <summary>Every file that may be written.</summary>
    public static IReadOnlyList<string> Names { get; } = [Csv, JsonLines, Parquet, Means, Page, Mark];

    /// <summary>What is going to be written; the same command goes on at any time.</summary>
    public static OutputPlan Output(string folder, IReadOnlyList<InputPlace> inputs) =>
        new()
        {
            Path = folder,
            Names = Names,
            Former = place => FormerResult.Marked(place, Mark)?.Only(Names),
            Overwrite = true,
            Inputs = inputs
        };

    /// <summary>Writes the files.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="entries">Rows in the order of the list.</param>
    /// <param name="parquet">Writes the table as Parquet; null where nothing does.</param>
    /// <param name="command">Shown in the page.</param>
    /// <param name="created">Shown in the page.</param>
    /// <returns>Names of the files.</returns>
    public static IReadOnlyList<string> Write(
        SafeFolder folder, BatchRequest request, IReadOnlyList<BatchEntry> entries, Func<BatchTable, byte[]>? parquet, string command,
        DateTimeOffset created)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(request);
        BatchTable table = new(entries, request.Do);
        IReadOnlyList<BatchMean> means = BatchMean.Of(entries, request.Do);
        List<string> files = [];
        Add(Csv, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(table.Csv())));
        Add(JsonLines, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(table.JsonLines())));
        if (parquet is not null) Add(Parquet, stream => stream.Write(parquet(table)));
        if (means.Count > 0) Add(Means, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(BatchMean.Csv(means, request.Do))));
        Add(
            Page,
            stream => stream.Write(
                System.Text.Encoding.UTF8.GetBytes(BatchPage.Render(Report(request, entries, table, means, command, created)))));
        folder.WriteText(
            Mark,
            StoredJson.Text(
                    new ReproductionMark(new ReproductionVersion(NadVersion.Text), FormerResult.Hashes(folder, files)),
                    GridJson.Default.ReproductionMark) + "\n");
        return [.. files, Mark];

        void Add(string name, Action<Stream> write)
        {
            folder.Write(name, write);
            files.Add(name);
        }
    }

    /// <summary>How many are done, failed and open.</summary>
    public static string Summary(IReadOnlyList<BatchEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        (int done, int failed, int open) =
            (entries.Count(e => e.State == "done"), entries.Count(e => e.State == "failed"), entries.Count(e => e.State == "open"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{done} of {entries.Count} runs are done{(failed > 0 ? $", {failed} failed" : "")}{(open > 0 ? $", {open} are open" : "")}.");
    }

    /// <summary>Means as lines of text; the first has the headers.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> MeanRows(IReadOnlyList<BatchMean> means, BatchDo what)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(what);
        if (means.Count == 0) return [];
        string[] columns = [.. what.Mean.Where(c => means.Any(m => m.Means.ContainsKey(c)))];
        return
        [
            ["model", .. means[0].Choice.Select(c => c.Option), "runs", .. columns.Select(c => $"{c}, %")],
            .. means.Select(m => (IReadOnlyList<string>)
            [
                m.Name is { } name ? Printable.Of(name, 80) : "all models", .. m.Choice.Select(c => Printable.Of(c.Value, 40)),
                m.Runs.ToString(CultureInfo.InvariantCulture)
                    + (m.Failed > 0 ? $" ({m.Failed.ToString(CultureInfo.InvariantCulture)} more failed)" : ""),
                .. columns.Select(
                    c => m.Means.GetValueOrDefault(c) is { } e
                        ? Format.Percent(e.Mean, 1) + (e.Sd is { } sd ? " ± " + Format.Percent(sd, 1) : "")
                        : ""),
            ]),
        ];
    }

    private static BatchReport Report(
        BatchRequest request, IReadOnlyList<BatchEntry> entries, BatchTable table, IReadOnlyList<BatchMean> means, string command,
        DateTimeOffset created)
    {
        BatchDo what = request.Do;
        BatchEntry[] worst = [.. BatchEntry.WorstFirst(entries, what).Where(e => e.State == "done")];
        string[] options = [.. table.Options.Where(o => entries.Select(e => e.Run.Option(o)).Distinct().Count() > 1)];
        string[] values = [.. table.Values.Where(v => v != "sha256" && worst.Any(e => e.Values.Cells.ContainsKey(v)))];
        IReadOnlyList<IReadOnlyList<string>> meanRows = MeanRows(means, what);
        return new BatchReport
        {
            Title = $"nad {what.Command} of {Printable.Of(Path.GetFileName(request.List))}",
            Summary = Summary(entries),
            Charts = worst.Length == 0 ? [] : [.. Charts(what, worst)],
            Headers = ["model", .. options, .. values],
            Rows =
            [.. worst.Take(MostOnPage).Select(e => ((IReadOnlyList<string>)
                [
                    Printable.Of(e.Run.Name, 80),
                    .. options.Select(o => Printable.Of(e.Run.Option(o) ?? "", 40)),
                    .. values.Select(v => Shown(e.Values, v))
                ], (string?)Place(what, e)))],
            More = Math.Max(0, worst.Length - MostOnPage),
            Failed = [.. entries.Where(e => e.State == "failed").Select(e => (e.Cell!.Title, Printable.Of(e.Cell.Failed!, 1000)))],
            MeanHeaders = meanRows.Count > 0 ? meanRows[0] : [],
            Means = [.. meanRows.Skip(1)],
            Command = Portable.Command(command),
            Created = created,
        };
    }

    // Commands with a page of their own lead to it, the others to their numbers.
    private static string Place(BatchDo what, BatchEntry entry) =>
        $"{BatchJob.RowFolder}/{entry.Folder}/"
        + $"{what.Command switch { "erase" => "report.html", "audit" => AuditNames.Page, _ => what.ResultFile }}";

    private static string Shown(BatchValues values, string column) =>
        values.Number(column) is not { } number ? Printable.Of(values.Shown(column), 80)
            : column.StartsWith("acc", StringComparison.Ordinal) || column.StartsWith("asr", StringComparison.Ordinal) || column == "ra"
            ? Format.Percent(number, 1) + " %"
            : number.ToString(number == Math.Round(number) ? "0" : "0.00", CultureInfo.InvariantCulture);

    private static IEnumerable<BarChart> Charts(BatchDo what, BatchEntry[] done)
    {
        if (what.Counted is { } column)
        {
            var counts = done.GroupBy(e => e.Values.Shown(column)).OrderByDescending(g => g.Count()).ToArray();
            yield return new BarChart
            {
                Title = $"Models by {column}",
                XLabel = column,
                YLabel = "models",
                Groups = [.. counts.Select(c => c.Key)],
                Series = [("models", [.. counts.Select(c => (double)c.Count())])]
            };
        }

        foreach (string share in what.Shared)
        {
            double[] values = [.. done.Select(e => e.Values.Number(share)).OfType<double>()];
            if (values.Length == 0) continue;
            double[] bins = new double[Bins];
            foreach (double v in values) bins[Math.Clamp((int)(v * Bins), 0, Bins - 1)]++;
            string[] names = [.. Enumerable.Range(0, Bins).Select(
                i => string.Create(CultureInfo.InvariantCulture, $"{i * 100 / Bins}–{(i + 1) * 100 / Bins}"))];
            yield return new BarChart
            {
                Title = $"{share.ToUpperInvariant()} of all runs",
                XLabel = $"{share.ToUpperInvariant()}, %",
                YLabel = "runs",
                Groups = names,
                Series = [("runs", bins)]
            };
        }
    }
}
