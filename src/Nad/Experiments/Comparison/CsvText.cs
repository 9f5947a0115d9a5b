using System.Globalization;

namespace Nad.Experiments;

/// <summary>Cells of a CSV file (RFC 4180).</summary>
internal static class CsvText
{
    /// <summary>A text, in quotes where it needs them.</summary>
    public static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A number; nothing for null.</summary>
    public static string Cell(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A header and a line for each row.</summary>
    public static string Of(IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows)
    {
        System.Text.StringBuilder text = new();
        foreach (IEnumerable<string> row in rows.Prepend(header)) text.AppendJoin(',', row.Select(Cell)).Append('\n');
        return text.ToString();
    }
}
