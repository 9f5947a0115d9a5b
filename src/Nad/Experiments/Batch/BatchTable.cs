using System.Text;
using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>The table of a batch: a row for each run, a column for each option and each value.</summary>
public sealed class BatchTable
{
    private readonly IReadOnlyList<BatchEntry> entries;

    /// <summary>Makes the table.</summary>
    /// <param name="entries">Rows, in the order in which they stand.</param>
    /// <param name="what">What was done.</param>
    public BatchTable(IReadOnlyList<BatchEntry> entries, BatchDo what)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(what);
        this.entries = entries;
        string[] known = [.. what.Columns.Select(c => c.Name)];
        Options =
        [
            .. entries.SelectMany(e => e.Run.Options.Select(o => o.Option)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        ];
        Values =
        [
            .. known,
            .. entries.SelectMany(e => e.Values.Cells.Keys).Distinct(StringComparer.Ordinal).Except(known).Order(StringComparer.Ordinal)
        ];
    }

    /// <summary>Options that some row has.</summary>
    public IReadOnlyList<string> Options { get; }

    /// <summary>Columns of results.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>
    /// Every column: the line of the list, name, model, options as <c>option_NAME</c>, state, values, reason of a failure, folder, seconds.
    /// </summary>
    public IReadOnlyList<string> Header =>
        [.. Fixed, .. Options.Select(OptionColumn), "state", .. Values, "failed", "folder", "run_seconds"];

    private static string[] Fixed => ["line", "name", "model"];

    /// <summary>The rows; a value that is not there is null.</summary>
    public IEnumerable<IReadOnlyList<JsonValue?>> Rows =>
        entries.Select(e => (IReadOnlyList<JsonValue?>)
            [
                JsonValue.Create(e.Run.Row.Line), Text(e.Run.Name), Text(e.Run.Row.Model),
                .. Options.Select(o => e.Run.Option(o) is { } v ? Text(v) : null), Text(e.State),
                .. Values.Select(v => e.Values.Cells.GetValueOrDefault(v)), e.Cell?.Failed is { } why ? Text(why) : null,
                e.Cell is null ? null : Text($"{BatchJob.RowFolder}/{e.Folder}"),
                e.Cell is { } cell ? JsonValue.Create(cell.Run.Seconds) : null,
            ]);

    /// <summary>As CSV.</summary>
    public string Csv() => CsvText.Of(Header, Rows.Select(r => r.Select(Shown)));

    /// <summary>As JSON, an object in each line.</summary>
    public string JsonLines()
    {
        StringBuilder text = new();
        foreach (IReadOnlyList<JsonValue?> row in Rows)
        {
            text
                .Append(StoredJson.Text(
                    new JsonObject(Header.Zip(row, (h, v) => KeyValuePair.Create(h, v?.DeepClone()))), BatchJson.Default.JsonObject))
                .Append('\n');
        }

        return text.ToString();
    }

    private static string OptionColumn(string option) => $"option_{option.Replace('-', '_')}";

    private static JsonValue Text(string text) => JsonValue.Create(Printable.Of(text, 4096));

    private static string Shown(JsonValue? value) => value is null ? "" : value.TryGetValue(out string? text) ? text : value.ToJsonString();
}
