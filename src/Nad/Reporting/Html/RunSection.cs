namespace Nad.Reporting;

/// <summary>What is needed to make the result again: weights, options, files, versions and the command.</summary>
internal static class RunSection
{
    /// <summary>Writes the sections that have content.</summary>
    public static void Write(Report report, MarkupWriter w)
    {
        Weights(report.TapWeights, w);
        Options(report.Options, w);
        Files(report.Files, w);
        if (report.Versions.Count == 0 && report.CommandLine is null) return;
        using (w.Open("section", ("id", "run")))
        {
            w.Leaf("h2", "How this was made");
            if (report.CommandLine is not null)
            {
                using (w.Open("pre")) w.Leaf("code", report.CommandLine);
            }

            if (report.Versions.Count == 0) return;
            HtmlTable.Write(w, "Versions and device", ["what", "version"], [], report.Versions.Select(v => new[] { v.Name, v.Version }));
        }
    }

    private static void Weights(IReadOnlyList<TapWeight> taps, MarkupWriter w)
    {
        if (taps.Count == 0) return;
        using (w.Open("section", ("id", "weights")))
        {
            w.Leaf("h2", "Weight of the attention loss");
            w.Leaf("p", "The loss is cross-entropy, and the distance to the given model's outputs where they are kept, plus, for each tap, "
                + "β times the mean squared difference between the attention maps of student and teacher. "
                + "The mean runs over the H×W entries of a map, "
                + "so the same β weighs a small map more than a large one. λ = β/(H·W) is the weight of the squared distance between whole "
                + "maps: compare λ, not β, between resolutions and models.");
            HtmlTable.Write(w, null, ["tap", "map H×W", "β", "λ = β/(H·W)"], [1, 2, 3],
                taps.Select(t => new[] { t.Tap, $"{t.Height}×{t.Width}", Format.Number(t.Beta), Format.Number(t.Lambda) }));
        }
    }

    private static void Options(IReadOnlyList<OptionTable> tables, MarkupWriter w)
    {
        if (tables.Count == 0) return;
        using (w.Open("section", ("id", "options")))
        {
            w.Leaf("h2", "Options");
            using (w.Open("div", ("class", "tables")))
            {
                foreach (OptionTable table in tables)
                {
                    bool notes = table.Rows.Any(r => r.Note is not null);
                    HtmlTable.Write(w, table.Title, notes ? ["option", "value", "note"] : ["option", "value"], [],
                        table.Rows.Select(r => notes ? new[] { r.Name, r.Value, r.Note ?? "" } : [r.Name, r.Value]));
                }
            }
        }
    }

    private static void Files(IReadOnlyList<FileEntry> files, MarkupWriter w)
    {
        if (files.Count == 0) return;
        using (w.Open("section", ("id", "files")))
        {
            w.Leaf("h2", "Files");
            using (w.Open("ul", ("class", "files")))
            {
                foreach (FileEntry file in files)
                {
                    using (w.Open("li"))
                    {
                        w.Leaf("strong", file.Name);
                        w.Leaf("span", file.Bytes is long bytes ? $"{file.Role}, {Format.Bytes(bytes)}" : file.Role);
                        if (file.Sha256 is not null) w.Leaf("code", "SHA-256 " + file.Sha256);
                    }
                }
            }
        }
    }
}
