using System.Globalization;
using System.Text;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>
/// A comparison as tables for papers: Markdown and LaTeX with booktabs, and complete CSV of runs, means, differences and epochs.
/// </summary>
public static class ComparePaper
{
    private const int LongestValue = 32;

    /// <summary>Every run with every setting; rates are 0–1.</summary>
    public static string RunsCsv(CompareResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string[] settings = Settings(result);
        return CsvText.Of(
            [
                "folder",
                "group",
                "kind",
                "method",
                "model",
                "seed",
                "acc",
                "acc_non_target",
                "asr",
                "ra",
                "acc_before",
                "asr_before",
                "test_images",
                "seconds",
                "verdict",
                "failed",
                .. settings.Select(s => $"setting {s}")
            ],
            result.Runs.Select(r => (IEnumerable<string>)
                [
                    r.Folder, Whole(r.Group), r.Kind, r.Method, r.Model, Whole(r.Seed), CsvText.Cell(r.After?.Acc),
                    CsvText.Cell(r.After?.AccNonTarget), CsvText.Cell(r.After?.Asr), CsvText.Cell(r.After?.Ra), CsvText.Cell(r.Before?.Acc),
                    CsvText.Cell(r.Before?.Asr), r.After is { } a ? Whole(a.TestImages) : "", CsvText.Cell(r.Seconds), r.Verdict ?? "",
                    r.Failed ?? "", .. settings.Select(s => r.Settings.GetValueOrDefault(s, "")),
                ]));
    }

    /// <summary>Every mean with every setting of its group.</summary>
    public static string MeansCsv(CompareResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string[] settings = Settings(result);
        return CsvText.Of(
            [
                "group",
                "kind",
                "method",
                "model",
                "seeds",
                "failed",
                .. ((string[])["acc", "acc_non_target", "asr", "ra"]).SelectMany(c => (string[])[c, $"{c}_sd", $"{c}_n"]),
                .. settings.Select(s => $"setting {s}")
            ],
            result.Means.Select(m => (IEnumerable<string>)
            [
                Whole(m.Group), m.Kind, m.Method, m.Model, string.Join(' ', m.Seeds), Whole(m.Failed),
                .. new[] { m.Acc, m.AccNonTarget, m.Asr, m.Ra }.SelectMany(
                    e => (string[])[CsvText.Cell(e?.Mean), CsvText.Cell(e?.Sd), e is null ? "" : Whole(e.Runs)]),
                .. settings.Select(s => result.Runs.First(r => r.Group == m.Group).Settings.GetValueOrDefault(s, "")),
            ]));
    }

    /// <summary>Paired differences over seeds.</summary>
    public static string DifferencesCsv(IReadOnlyList<PairedDifference> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        return CsvText.Of(
            ["group", "base", "name", "base_name", "seeds", "acc", "acc_low", "acc_high", "asr", "asr_low", "asr_high"],
            differences.Select(d => (IEnumerable<string>)
                [
                    Whole(d.Group), Whole(d.Base), d.Name, d.BaseName, string.Join(' ', d.Seeds), .. new[] { d.Acc, d.Asr }.SelectMany(
                        e => (string[])[CsvText.Cell(e?.Mean), CsvText.Cell(e?.Low), CsvText.Cell(e?.High)]),
                ]));
    }

    /// <summary>Every number of every epoch, a line each.</summary>
    public static string EpochsCsv(CompareResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return CsvText.Of([
            "folder", "method", "seed", "phase", "epoch", "name", "value"
        ], result.Runs.SelectMany(r => r.Epochs.SelectMany(e => e.Values.Select(v => (IEnumerable<string>)
            [r.Folder, r.Method, Whole(r.Seed), e.Phase, Whole(e.Epoch), v.Name, CsvText.Cell(v.Value)]))));
    }

    /// <summary>Means as a table of Markdown.</summary>
    public static string Markdown(CompareResult result)
    {
        IReadOnlyList<IReadOnlyList<string>> rows = Rows(result);
        StringBuilder text = new();
        for (int i = 0; i < rows.Count; i++)
        {
            text.Append("| ").AppendJoin(" | ", rows[i].Select(c => c.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
            if (i == 0) text.Append('|').Insert(text.Length, "---|", rows[0].Count).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Means as a table of LaTeX; needs <c>\usepackage{booktabs}</c>.</summary>
    public static string Latex(CompareResult result)
    {
        IReadOnlyList<IReadOnlyList<string>> rows = Rows(result);
        int numbers = rows[0].Count - 1;
        StringBuilder text =
            new($"% needs \\usepackage{{booktabs}}; made by nad compare\n\\begin{{tabular}}{{l{new string('r', numbers)}}}\n\\toprule\n");
        for (int i = 0; i < rows.Count; i++)
        {
            text.AppendJoin(" & ", rows[i].Select(Escape)).Append(" \\\\\n");
            if (i == 0) text.Append("\\midrule\n");
        }

        return text.Append("\\bottomrule\n\\end{tabular}\n").ToString();
    }

    /// <summary>Means in cells; the first row has the headers.</summary>
    internal static IReadOnlyList<IReadOnlyList<string>> Rows(CompareResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string[] differing = [.. result.Means.SelectMany(m => m.Differences.Keys).Distinct(StringComparer.Ordinal)];
        bool several = result.Means.Select(m => m.Model).Distinct().Count() > 1;
        return
        [
            ["method", .. several ? ["model"] : Array.Empty<string>(), .. differing, "runs", "ACC, %", "ASR, %", "RA, %"],
            .. result.Means.Select(m => (IReadOnlyList<string>)
                [
                    m.Kind == "erase" ? m.Method : $"{m.Kind} {m.Method}", .. several ? [m.Model] : Array.Empty<string>(),
                    .. differing.Select(d => Short(m.Differences.GetValueOrDefault(d, ""))),
                    Whole(m.Seeds.Count) + (m.Failed > 0 ? $" ({Whole(m.Failed)} failed)" : ""), Percent(m.Acc), Percent(m.Asr),
                    Percent(m.Ra),
                ]),
        ];
    }

    /// <summary>Differences in cells, in percentage points; the first row has the headers.</summary>
    internal static IReadOnlyList<IReadOnlyList<string>> DifferenceRows(IReadOnlyList<PairedDifference> differences) =>
    [
        ["runs", "minus", "pairs", "ACC, points", "ASR, points"],
        .. differences.Select(d => (IReadOnlyList<string>)[d.Name, d.BaseName, Whole(d.Seeds.Count), Points(d.Acc), Points(d.Asr)]),
    ];

    private static string Points(DifferenceEntry? d) =>
        d is null ? "" : $"{Format.Points(d.Mean, 1)} [{Format.Points(d.Low, 1)}, {Format.Points(d.High, 1)}]";

    // What LaTeX takes for a command; all else that is not plain text has been made printable before.
    private static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (char c in text)
        {
            escaped.Append(c switch
            {
                '\\' => "\\textbackslash{}",
                '^' => "\\textasciicircum{}",
                '~' => "\\textasciitilde{}",
                '&' or '%' or '$' or '#' or '_' or '{' or '}' => $"\\{c}",
                '±' => "$\\pm$",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static string[] Settings(CompareResult result) =>
        [.. result.Runs.SelectMany(r => r.Settings.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Short(string value) =>
        value.Length <= LongestValue ? value : value.All(char.IsAsciiHexDigitLower) ? value[..8] : value[..(LongestValue - 1)] + "…";

    private static string Percent(MeanEntry? m) =>
        m is null ? "" : Format.Percent(m.Mean, 1) + (m.Sd is { } sd ? " ± " + Format.Percent(sd, 1) : "");

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
