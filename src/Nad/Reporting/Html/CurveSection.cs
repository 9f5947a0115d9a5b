using System.Globalization;
using Nad.Defenses;

namespace Nad.Reporting;

/// <summary>The curves, and the same numbers as a table for readers who want digits.</summary>
internal static class CurveSection
{
    /// <summary>Writes the section; nothing where there are neither epochs nor charts.</summary>
    public static void Write(Report report, MarkupWriter w)
    {
        IReadOnlyList<LineChart> charts = [.. EpochCharts.From(report.Epochs), .. report.Charts];
        if (charts.Count == 0) return;
        using (w.Open("section", ("id", "curves")))
        {
            w.Leaf("h2", report.Epochs.Count > 0 ? "Training" : "Curves");
            using (w.Open("div", ("class", "charts")))
            {
                foreach (LineChart chart in charts) SvgLineChart.Write(chart, w);
            }

            if (report.Epochs.Count > 0) Table(report.Epochs, w);
        }
    }

    private static void Table(IReadOnlyList<EpochRecord> epochs, MarkupWriter w)
    {
        int taps = epochs.Max(e => e.Attention.Length);
        List<(string Name, Func<EpochRecord, string> Of)> columns =
        [
            ("phase", e => e.Phase),
            ("epoch", e => e.Epoch.ToString(CultureInfo.InvariantCulture)),
            ("learning rate", e => Format.Number(e.Lr)),
            ("loss", e => Format.Digits(e.Loss)),
            ("cross-entropy", e => Format.Digits(e.CrossEntropy)),
            .. epochs.Any(e => e.Outputs > 0)
                ? new (string, Func<EpochRecord, string>)[] { ("outputs kept", e => Format.Digits(e.Outputs)) }
                : [],
            .. Enumerable.Range(0, taps).Select(tap => (
                $"attention, tap {tap + 1}",
                (Func<EpochRecord, string>)(e => tap < e.Attention.Length ? Format.Digits(e.Attention[tap]) : ""))),
            .. Enumerable.Range(0, epochs.Max(e => e.GradientShare.Length)).Select(tap => (
                $"gradient share, tap {tap + 1}, %",
                (Func<EpochRecord, string>)(e => tap < e.GradientShare.Length ? Format.Percent(e.GradientShare[tap], 1) : ""))),
            ("validation ACC, %", e => Format.Percent(e.ValAcc, 1)),
        ];
        if (epochs.Any(e => e.TestAcc is not null))
            columns.Add(("test ACC, %", e => e.TestAcc is double acc ? Format.Percent(acc, 1) : ""));
        if (epochs.Any(e => e.TestAsr is not null))
            columns.Add(("test ASR, %", e => e.TestAsr is double asr ? Format.Percent(asr, 1) : ""));
        if (epochs.Any(e => e.ImagesPerSecond is not null))
            columns.Add(("images/s", e => e.ImagesPerSecond is double speed ? Format.Number(speed) : ""));

        using (w.Open("details"))
        {
            w.Leaf("summary", "All epochs as a table");
            using (w.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Table of epochs")))
            using (w.Open("table", ("class", "grid")))
            {
                using (w.Open("thead"))
                using (w.Open("tr"))
                {
                    foreach ((string name, _) in columns)
                        w.Leaf("th", name, ("scope", "col"), ("class", name == "phase" ? null : "number"));
                }

                using (w.Open("tbody"))
                {
                    foreach (EpochRecord epoch in epochs)
                    {
                        using (w.Open("tr"))
                        {
                            foreach ((string name, Func<EpochRecord, string> of) in columns)
                                w.Leaf("td", of(epoch), ("class", name == "phase" ? null : "number"));
                        }
                    }
                }
            }
        }
    }
}
