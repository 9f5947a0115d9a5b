using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>
/// The values of one row of the table, by column: texts and numbers, as JSON writes them. A value that was not measured is left out.
/// </summary>
/// <param name="Cells">The values.</param>
public sealed record BatchValues(IReadOnlyDictionary<string, JsonValue> Cells)
{
    private const int LongestText = 1000;

    /// <summary>The text of a column; null where there is none.</summary>
    public string? Text(string column) => Cells.GetValueOrDefault(column) is { } v && v.TryGetValue(out string? text) ? text : null;

    /// <summary>The number of a column; null where there is none.</summary>
    public double? Number(string column) => Cells.GetValueOrDefault(column) is { } v && v.TryGetValue(out double number) ? number : null;

    /// <summary>The numbers of all columns that begin so.</summary>
    public IEnumerable<double> Numbers(string prefix) =>
        Cells.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Select(Number).OfType<double>();

    /// <summary>A value as a cell of a table has it; empty where there is none.</summary>
    public string Shown(string column) => Text(column) ?? (Cells.TryGetValue(column, out JsonValue? value) ? value.ToJsonString() : "");

    /// <summary>The columns of a result.</summary>
    /// <param name="what">Which.</param>
    /// <param name="result">As the command printed it.</param>
    public static BatchValues Of(BatchDo what, JsonObject result)
    {
        ArgumentNullException.ThrowIfNull(what);
        ArgumentNullException.ThrowIfNull(result);
        Dictionary<string, JsonValue> cells = new(StringComparer.Ordinal);
        foreach (BatchColumn column in what.Columns) Add(column.Name, At(result, column.Path));
        if (what.Family is { } name && result["findings"] is JsonArray findings)
        {
            foreach (JsonObject finding in findings.OfType<JsonObject>()) Add($"{name} {finding["family"]}", finding["statistic"]);
        }

        return new BatchValues(cells);

        void Add(string column, JsonNode? node)
        {
            if (node is not JsonValue value) return;
            cells[column] =
                value.TryGetValue(out string? text) ? JsonValue.Create(Printable.Of(text, LongestText)) : (JsonValue)value.DeepClone();
        }
    }

    /// <summary>As the notes of a cell keep them: JSON texts.</summary>
    internal SortedDictionary<string, string> Notes() =>
        new(Cells.ToDictionary(c => c.Key, c => c.Value.ToJsonString()), StringComparer.Ordinal);

    /// <summary>From the notes of a cell; what is no JSON value there is taken as a text.</summary>
    internal static BatchValues Of(IReadOnlyDictionary<string, string> notes) =>
        new(notes.ToDictionary(n => n.Key, n => Parse(n.Value), StringComparer.Ordinal));

    private static JsonValue Parse(string text)
    {
        try
        {
            JsonObject json = StoredJson.ReadObject(System.Text.Encoding.UTF8.GetBytes($"{{\"value\":{text}}}"), "This is no value");
            return json is { Count: 1 } && json["value"] is JsonValue value
                ? (JsonValue)value.DeepClone()
                : JsonValue.Create(Printable.Of(text, LongestText));
        }
        catch (DamagedFileException)
        {
            return JsonValue.Create(Printable.Of(text, LongestText));
        }
    }

    private static JsonNode? At(JsonObject json, string path)
    {
        JsonNode? at = json;
        foreach (string name in path.Split('.')) at = (at as JsonObject)?[name];
        return at;
    }
}
