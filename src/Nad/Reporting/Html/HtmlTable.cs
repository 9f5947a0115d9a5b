namespace Nad.Reporting;

/// <summary>A plain table of texts.</summary>
internal static class HtmlTable
{
    /// <summary>Writes the table; the first cell of each row is its header.</summary>
    /// <param name="w">Where to.</param>
    /// <param name="caption">Caption; null for none.</param>
    /// <param name="headers">Column headers.</param>
    /// <param name="numeric">Indices of the columns with numbers, which are set to the right.</param>
    /// <param name="rows">Cells, as many per row as there are headers.</param>
    public static void Write(MarkupWriter w, string? caption, string[] headers, int[] numeric, IEnumerable<string[]> rows)
    {
        using (w.Open("div", ("class", "scroll")))
        using (w.Open("table", ("class", "grid")))
        {
            if (caption is not null) w.Leaf("caption", caption);
            using (w.Open("thead"))
            using (w.Open("tr"))
            {
                for (int i = 0; i < headers.Length; i++) w.Leaf("th", headers[i], ("scope", "col"), ("class", Class(i)));
            }

            using (w.Open("tbody"))
            {
                foreach (string[] row in rows)
                {
                    using (w.Open("tr"))
                    {
                        w.Leaf("th", row[0], ("scope", "row"));
                        for (int i = 1; i < row.Length; i++) w.Leaf("td", row[i], ("class", Class(i)));
                    }
                }
            }
        }

        string? Class(int column) => numeric.Contains(column) ? "number" : null;
    }
}
