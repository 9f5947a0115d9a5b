using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>
/// A list of models, as CSV with a header or as a JSON object in each line. <c>model</c> (or <c>path</c>) names the model, <c>name</c> the
/// row; every other column is an option of the command. A cell that is empty, or null, says nothing.
/// </summary>
public static class BatchList
{
    /// <summary>Most models that are read.</summary>
    public const int MostRows = 100_000;

    private const long LargestFile = 64 << 20;

    /// <summary>Reads a list.</summary>
    /// <exception cref="NadException">It cannot be read, or a line is wrong; the message names it.</exception>
    public static IReadOnlyList<BatchRow> Read(string path)
    {
        string shown = Printable.Of(path);
        byte[] bytes = RegularFile.ReadAll(path, "a list of models: CSV with a header, or a JSON object in each line", LargestFile);
        List<BatchRow> rows =
            [.. bytes.AsSpan().TrimStart("\uFEFF \t\r\n"u8) is [(byte)'{', ..] ? Lines(bytes, shown) : Table(bytes, shown)];
        if (rows.Count == 0) throw new DamagedFileException($"{shown} lists no model: below the header a line for each is needed.");
        return rows.Count <= MostRows
            ? rows
            : throw new NadException($"{shown} lists {rows.Count} models; at most {MostRows} are taken. Split the list.");
    }

    private static IEnumerable<BatchRow> Table(byte[] bytes, string shown)
    {
        CsvTable table = CsvTable.Parse(bytes, shown);
        return table.Rows.Select(
            r => Row(r.Line, [.. table.Header.Zip(r.Cells).Where(c => c.Second.Length > 0).Select(c => (c.First, c.Second))], shown));
    }

    private static List<BatchRow> Lines(byte[] bytes, string shown)
    {
        List<BatchRow> rows = [];
        int line = 0;
        foreach (Range range in bytes.AsSpan().Split((byte)'\n'))
        {
            line++;
            ReadOnlySpan<byte> text = bytes.AsSpan(range).Trim("\uFEFF \t\r"u8);
            if (text.IsEmpty) continue;
            JsonObject json =
                StoredJson.ReadObject(text, $"{shown}, line {line}, is no row of a list", "Each line must be one JSON object.");
            rows.Add(Row(line, [.. json.Where(p => p.Value is not null).Select(p => (p.Key, Value(p.Value!, p.Key, shown, line)))], shown));
        }

        return rows;
    }

    private static string Value(JsonNode value, string name, string shown, int line) => value switch
    {
        JsonValue v when v.TryGetValue(out string? text) => text,
        // Numbers as they are written: 1e-2 is 1e-2.
        JsonValue v => v.ToJsonString(),
        _ => throw new DamagedFileException($"{shown}, line {line}: {Printable.Of(name, 60)} must be a text, a number, true or false."),
    };

    private static BatchRow Row(int line, (string Name, string Value)[] cells, string shown)
    {
        string? model = null, name = null;
        List<(string, string)> options = [];
        foreach ((string column, string value) in cells)
        {
            switch (column)
            {
                case "model" or "path" when model is null: model = value; break;
                case "model" or "path": throw new DamagedFileException($"{shown}, line {line}: it names two models, as model and as path.");
                case "name": name = value; break;
                default: options.Add((column.StartsWith("--", StringComparison.Ordinal) ? column[2..] : column, value)); break;
            }
        }

        return model is null
            ? throw new DamagedFileException($"{shown}, line {line}: it names no model. A column model is needed.")
            : new BatchRow(line, name, model, options);
    }
}
