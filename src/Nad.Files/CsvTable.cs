using System.Text;

namespace Nad.Files;

/// <summary>A table of texts with a header, as spreadsheets write it: commas, quotes where they are needed (RFC 4180).</summary>
/// <param name="Header">Names of the columns, all different.</param>
/// <param name="Rows">Each with the line of the file in which it begins and a cell for every column.</param>
public sealed record CsvTable(IReadOnlyList<string> Header, IReadOnlyList<(int Line, IReadOnlyList<string> Cells)> Rows)
{
    /// <summary>Most columns that are read.</summary>
    public const int MostColumns = 1000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a table.</summary>
    /// <param name="utf8">The text; lines that are empty are passed over.</param>
    /// <param name="shown">The file in messages, fit to print.</param>
    /// <exception cref="DamagedFileException">It is no such text: the message names the line.</exception>
    public static CsvTable Parse(ReadOnlySpan<byte> utf8, string shown)
    {
        string text;
        try
        {
            text = Strict.GetString(utf8).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw new DamagedFileException($"{shown} is no text in UTF-8. Save it again as UTF-8.", e);
        }

        List<string>? header = null;
        List<(int, IReadOnlyList<string>)> rows = [];
        int at = 0, line = 1;
        while (at < text.Length)
        {
            int begin = line;
            List<string> cells = Row(text, ref at, ref line, shown);
            if (cells is [""]) continue;
            if (header is null)
            {
                header = [.. cells.Select(c => c.Trim())];
                if (header.GroupBy(h => h, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
                    throw Wrong(shown, begin, $"the column '{Printable.Of(twice.Key, 60)}' stands there twice");
                continue;
            }

            if (cells.Count != header.Count) throw Wrong(shown, begin, $"{cells.Count} cells, but the header has {header.Count}");
            rows.Add((begin, cells));
        }

        return header is null
            ? throw new DamagedFileException($"{shown} is empty; a line with the names of the columns is needed.")
            : new CsvTable(header, rows);
    }

    private static List<string> Row(string text, ref int at, ref int line, string shown)
    {
        List<string> cells = [];
        int begin = line;
        while (true)
        {
            if (cells.Count == MostColumns) throw Wrong(shown, begin, $"more than {MostColumns} cells");
            cells.Add(at < text.Length && text[at] == '"' ? Quoted(text, ref at, ref line, shown) : Plain(text, ref at));
            if (at == text.Length) return cells;
            char end = text[at++];
            if (end == ',') continue;
            if (end == '\r' && at < text.Length && text[at] == '\n') at++;
            line++;
            if (end is '\n' or '\r') return cells;
            throw Wrong(shown, begin, "something follows the closing quote of a cell");
        }
    }

    private static string Plain(string text, ref int at)
    {
        int length = text.AsSpan(at).IndexOfAny(",\r\n");
        string cell = length < 0 ? text[at..] : text.Substring(at, length);
        at += cell.Length;
        return cell;
    }

    private static string Quoted(string text, ref int at, ref int line, string shown)
    {
        StringBuilder cell = new();
        int begin = line;
        for (at++; ; at++)
        {
            int length = text.AsSpan(at).IndexOf('"');
            if (length < 0) throw Wrong(shown, begin, "a quote is not closed");
            ReadOnlySpan<char> part = text.AsSpan(at, length);
            line += part.Count('\n');
            cell.Append(part);
            at += length + 1;
            // Two quotes are one.
            if (at == text.Length || text[at] != '"') return cell.ToString();
            cell.Append('"');
        }
    }

    private static DamagedFileException Wrong(string shown, int line, string what) => new($"{shown}, line {line}: {what}.");
}
