using System.Globalization;
using System.Text;

namespace Nad.Reporting;

/// <summary>A table in plain text with aligned columns, for terminals, pipes and logs.</summary>
/// <param name="columns">Header and side of each column.</param>
public sealed class TextTable(params IReadOnlyList<(string Header, TextAlign Align)> columns)
{
    private const string Gap = "  ";

    private readonly List<string[]> rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">
    /// One text per column. Line breaks and other controls become spaces, so a cell cannot break the table or the terminal.
    /// </param>
    /// <returns>This table.</returns>
    /// <exception cref="ArgumentException">The number of cells is not the number of columns.</exception>
    public TextTable Add(params IReadOnlyList<string> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count != columns.Count)
            throw new ArgumentException($"{columns.Count} columns need as many cells, got {cells.Count}.", nameof(cells));
        rows.Add([.. cells.Select(c => string.Concat(c.Select(ch => char.IsControl(ch) ? ' ' : ch)))]);
        return this;
    }

    /// <summary>The lines, each ending in a line feed, without spaces at their ends.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        int[] widths = [.. columns.Select((c, i) => rows.Select(r => Width(r[i])).Append(Width(c.Header)).Max())];
        Line(text, widths, [.. columns.Select(c => c.Header)]);
        Line(text, widths, [.. widths.Select(w => new string('-', w))]);
        foreach (string[] row in rows) Line(text, widths, row);
        return text.ToString();
    }

    private void Line(StringBuilder text, int[] widths, string[] cells)
    {
        IEnumerable<string> padded = cells.Select((cell, i) =>
        {
            string space = new(' ', widths[i] - Width(cell));
            return columns[i].Align == TextAlign.Left ? cell + space : space + cell;
        });
        text.Append(string.Join(Gap, padded).TrimEnd()).Append('\n');
    }

    // Characters as a reader counts them: an accent is not a column of its own.
    private static int Width(string text) => new StringInfo(text).LengthInTextElements;
}
