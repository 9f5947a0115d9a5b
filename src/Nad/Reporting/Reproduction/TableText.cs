using System.Globalization;
using System.Text;

namespace Nad.Reporting;

/// <summary>A compared table as Markdown for people and as CSV for programs.</summary>
public static class TableText
{
    /// <summary>Two columns for each method; each cell has ours, the paper's and the difference.</summary>
    public static string Markdown(ComparedTable t)
    {
        ArgumentNullException.ThrowIfNull(t);
        StringBuilder text = new($"# {ReproductionPart.HeadingOf(t.Name)}: {t.Title}\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"Scale {t.Scale}; seeds {string.Join(", ", t.Seeds)}; percent; ours is mean ± sample standard deviation over seeds, then (the "
                + $"paper's; difference in points).\n\n");
        text.Append("| ").Append(t.RowHeader);
        foreach (string column in t.Columns) text.Append(" | ").Append(column).Append(" ASR | ").Append(column).Append(" ACC");
        text.Append(" |\n|---").Append(string.Concat(Enumerable.Repeat("|---:|---:", t.Columns.Count))).Append("|\n");
        foreach (ComparedRow row in t.Rows)
        {
            text.Append("| ").Append(row.Label).Append(row.Counts ? "" : " †");
            foreach (ComparedEntry e in row.Entries)
                text.Append(" | ").Append(Cell(e.Asr, e.Failed)).Append(" | ").Append(Cell(e.Acc, e.Failed));
            text.Append(" |\n");
        }

        ComparedRow[] failed = [.. t.Rows.Where(r => r.Note is not null)];
        foreach (ComparedRow row in failed) text.Append("\n† ").Append(row.Label).Append(": ").Append(row.Note).Append('\n');
        foreach (string note in t.Notes) text.Append('\n').Append(note).Append('\n');
        return text.ToString();
    }

    /// <summary>A line for each row, method and rate.</summary>
    public static string Csv(ComparedTable t)
    {
        ArgumentNullException.ThrowIfNull(t);
        StringBuilder text = new("table,row,method,rate,paper_percent,ours_percent,sd,seeds,difference_points,counts\n");
        foreach (ComparedRow row in t.Rows)
        {
            for (int i = 0; i < row.Entries.Count; i++)
            {
                Line("ASR", row.Entries[i].Asr);
                Line("ACC", row.Entries[i].Acc);

                void Line(string rate, ComparedValue? v)
                {
                    if (v is null) return;
                    text
                        .AppendJoin(
                            ',', t.Name, Quoted(row.Label), Quoted(t.Columns[i]), rate, Number(v.Paper), Number(v.Mean), Number(v.Sd),
                            v.Runs.ToString(CultureInfo.InvariantCulture), Number(v.Difference), row.Counts ? "yes" : "no")
                        .Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static string Cell(ComparedValue? v, string? failed)
    {
        if (v is null) return "";
        string ours = v.Mean is null && failed is not null ? "failed" : v.Ours;
        return v.Paper is null ? ours : $"{ours} ({v.Printed}{(v.Difference is null ? "" : "; " + v.Apart)})";
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Number(double? value) => value is { } v ? Math.Round(v, 4).ToString(CultureInfo.InvariantCulture) : "";
}
