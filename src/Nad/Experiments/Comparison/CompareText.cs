using System.Globalization;
using System.Text;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>A comparison as text for a terminal and as CSV for a spreadsheet.</summary>
public static class CompareText
{
    /// <summary>A line for each run; below it, where runs repeat with other seeds, their means.</summary>
    public static string Table(CompareResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        TextTable table = new(
            ("folder", TextAlign.Left), ("run", TextAlign.Left), ("seed", TextAlign.Right), ("ACC, %", TextAlign.Right), ("non-target ACC, %", TextAlign.Right), ("ASR, %", TextAlign.Right),
            ("RA, %", TextAlign.Right), ("ASR before, %", TextAlign.Right), ("ACC before, %", TextAlign.Right), ("images", TextAlign.Right), ("seconds", TextAlign.Right));
        foreach (CompareRow r in result.Runs)
        {
            table.Add(
                r.Folder, Run(r.Kind, r.Method), Whole(r.Seed), Percent(r.After.Acc), Percent(r.After.AccNonTarget), Percent(r.After.Asr), Percent(r.After.Ra),
                Percent(r.Before?.Asr), Percent(r.Before?.Acc), Whole(r.After.TestImages), r.Seconds is { } s ? s.ToString("0", CultureInfo.InvariantCulture) : "");
        }

        StringBuilder text = new(table.ToString());
        CompareMean[] repeated = [.. result.Means.Where(m => m.Seeds.Count > 1)];
        if (repeated.Length == 0) return text.ToString();
        TextTable means = new(("mean ± sd over seeds", TextAlign.Left), ("runs", TextAlign.Right), ("ACC, %", TextAlign.Right), ("non-target ACC, %", TextAlign.Right), ("ASR, %", TextAlign.Right), ("RA, %", TextAlign.Right));
        foreach (CompareMean m in repeated) means.Add(Run(m.Kind, m.Method), Whole(m.Seeds.Count), Percent(m.Acc), Percent(m.AccNonTarget), Percent(m.Asr), Percent(m.Ra));
        return text.Append('\n').Append(means).ToString();
    }

    /// <summary>A header and a line for each run; rates are 0–1, what was not measured is empty.</summary>
    public static string Csv(CompareResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder text = new("folder,kind,method,model,seed,acc,acc_non_target,asr,ra,acc_before,asr_before,test_images,seconds\n");
        foreach (CompareRow r in result.Runs)
        {
            text.AppendJoin(',', CsvText.Cell(r.Folder), r.Kind, CsvText.Cell(r.Method), CsvText.Cell(r.Model), Whole(r.Seed), CsvText.Cell(r.After.Acc), CsvText.Cell(r.After.AccNonTarget), CsvText.Cell(r.After.Asr),
                CsvText.Cell(r.After.Ra), CsvText.Cell(r.Before?.Acc), CsvText.Cell(r.Before?.Asr), Whole(r.After.TestImages), CsvText.Cell(r.Seconds)).Append('\n');
        }

        return text.ToString();
    }

    private static string Run(string kind, string method) => kind == "erase" ? method : $"{kind} {method}";

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double? rate) => rate is { } r ? Format.Percent(r, 1) : "";

    private static string Percent(MeanEntry? m) => m is null ? "" : Format.Percent(m.Mean, 1) + (m.Sd is { } sd ? " ± " + Format.Percent(sd, 1) : "");
}
