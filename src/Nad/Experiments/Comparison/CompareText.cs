using System.Globalization;
using System.Text;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>A comparison as text for a terminal and as CSV for a spreadsheet.</summary>
public static class CompareText
{
    // More columns than these make no table; the rest is in --json.
    private const int MostColumns = 6, LongestValue = 24;

    /// <summary>
    /// A line for each run, with what differs between runs of the same kind and method; below it, where runs repeat with other seeds, their
    /// means, and the runs that failed beside them.
    /// </summary>
    public static string Table(CompareResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string[] differing = [.. result.Runs.SelectMany(r => r.Differences.Keys).Distinct()], shown = [.. differing.Take(MostColumns)];
        (string, TextAlign)[] extra = [.. shown.Select(n => (n, TextAlign.Left))];
        TextTable table = new(
        [
            ("folder", TextAlign.Left), ("run", TextAlign.Left), .. extra, ("seed", TextAlign.Right), ("ACC, %", TextAlign.Right),
            ("non-target ACC, %", TextAlign.Right), ("ASR, %", TextAlign.Right), ("RA, %", TextAlign.Right),
            ("ASR before, %", TextAlign.Right), ("ACC before, %", TextAlign.Right), ("images", TextAlign.Right),
            ("seconds", TextAlign.Right),
        ]);
        foreach (CompareRow r in result.Runs)
        {
            table.Add(
            [
                r.Folder, Run(r.Kind, r.Method) + (r.Failed is null ? "" : " (failed)"),
                .. shown.Select(n => Short(r.Differences.GetValueOrDefault(n, ""))), Whole(r.Seed), Percent(r.After?.Acc),
                Percent(r.After?.AccNonTarget), Percent(r.After?.Asr), Percent(r.After?.Ra), Percent(r.Before?.Asr), Percent(r.Before?.Acc),
                r.After is { } a ? Whole(a.TestImages) : "", r.Seconds is { } s ? s.ToString("0", CultureInfo.InvariantCulture) : "",
            ]);
        }

        StringBuilder text = new(table.ToString());
        CompareMean[] repeated = [.. result.Means.Where(m => m.Seeds.Count + m.Failed > 1)];
        if (repeated.Length > 0)
        {
            TextTable means = new([
                ("mean ± sd over seeds", TextAlign.Left),
                .. extra,
                ("runs", TextAlign.Right),
                ("ACC, %", TextAlign.Right),
                ("non-target ACC, %", TextAlign.Right),
                ("ASR, %", TextAlign.Right),
                ("RA, %", TextAlign.Right)
            ]);
            foreach (CompareMean m in repeated)
            {
                string runs = Whole(m.Seeds.Count) + (m.Failed > 0 ? $" ({Whole(m.Failed)} more failed)" : "");
                means.Add([
                    Run(m.Kind, m.Method),
                    .. shown.Select(n => Short(m.Differences.GetValueOrDefault(n, ""))),
                    runs,
                    Percent(m.Acc),
                    Percent(m.AccNonTarget),
                    Percent(m.Asr),
                    Percent(m.Ra)
                ]);
            }

            text.Append('\n').Append(means);
        }

        foreach (CompareRow r in result.Runs.Where(r => r.Failed is not null))
            text.Append(CultureInfo.InvariantCulture, $"\n{r.Folder} failed: {r.Failed}");
        if (result.Runs.Any(r => r.Failed is not null)) text.Append('\n');
        if (differing.Length > shown.Length)
            text.Append(
                CultureInfo.InvariantCulture,
                $"\nThe runs also differ in {string.Join(", ", differing.Skip(MostColumns))}; --json has the values.\n");
        return text.ToString();
    }

    /// <summary>A header and a line for each run; rates are 0–1, what was not measured is empty.</summary>
    public static string Csv(CompareResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder text =
            new("folder,kind,method,model,seed,acc,acc_non_target,asr,ra,acc_before,asr_before,test_images,seconds,group,verdict,failed\n");
        foreach (CompareRow r in result.Runs)
        {
            text.AppendJoin(
                ',', CsvText.Cell(r.Folder), r.Kind, CsvText.Cell(r.Method), CsvText.Cell(r.Model), Whole(r.Seed),
                CsvText.Cell(r.After?.Acc), CsvText.Cell(r.After?.AccNonTarget), CsvText.Cell(r.After?.Asr), CsvText.Cell(r.After?.Ra),
                CsvText.Cell(r.Before?.Acc), CsvText.Cell(r.Before?.Asr), r.After is { } a ? Whole(a.TestImages) : "",
                CsvText.Cell(r.Seconds), Whole(r.Group), CsvText.Cell(r.Verdict ?? ""), CsvText.Cell(r.Failed ?? "")).Append('\n');
        }

        return text.ToString();
    }

    // Hashes and long words are cut: their beginnings differ, or --json tells.
    private static string Short(string value) =>
        value.Length <= LongestValue ? value : value.All(char.IsAsciiHexDigitLower) ? value[..8] : value[..(LongestValue - 1)] + "…";

    private static string Run(string kind, string method) => kind == "erase" ? method : $"{kind} {method}";

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double? rate) => rate is { } r ? Format.Percent(r, 1) : "";

    private static string Percent(MeanEntry? m) =>
        m is null ? "" : Format.Percent(m.Mean, 1) + (m.Sd is { } sd ? " ± " + Format.Percent(sd, 1) : "");
}
