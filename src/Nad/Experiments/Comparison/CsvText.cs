using System.Globalization;

namespace Nad.Experiments;

/// <summary>Cells of a CSV file (RFC 4180).</summary>
internal static class CsvText
{
    /// <summary>A text, in quotes where it needs them.</summary>
    public static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A number; nothing for null.</summary>
    public static string Cell(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
