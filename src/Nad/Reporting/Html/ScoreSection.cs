using System.Globalization;
using Nad.Evaluation;

namespace Nad.Reporting;

/// <summary>
/// The before/after table: each rate with its interval, as numbers and as a bar, and its change against the first column.
/// </summary>
internal static class ScoreSection
{
    /// <summary>Writes the section; nothing where there are no scores.</summary>
    public static void Write(Report report, MarkupWriter w)
    {
        if (report.Scores.Count == 0) return;
        bool attack = ScoreMetric.HasAttack(report.Scores);
        using (w.Open("section", ("id", "scores")))
        {
            w.Leaf("h2", "Before and after");
            if (!attack) Absent(w);
            else if (report.Trigger is not null) w.Leaf("p", $"Trigger: {report.Trigger}", ("class", "lead"));
            foreach (string note in report.TriggerNotes) w.Leaf("p", Format.Bound(note), ("class", "lead"));
            using (w.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Table of scores")))
            {
                Table(report.Scores, w);
            }

            w.Leaf("p", $"In brackets: 95 % Wilson score interval. "
                + $"Changes are percentage points (pp) against “{report.Scores[0].Name}”; “≈” marks a change "
                + "whose two intervals overlap: do not build on it without more test images.", ("class", "note"));
        }
    }

    private static void Absent(MarkupWriter w)
    {
        using (w.Open("p", ("class", "absent")))
        {
            w.Leaf("strong", ScoreMetric.NoTrigger);
            w.Text(
                " The table shows accuracy alone. "
                + "Whether the model had a backdoor, and whether it still has one, is not measured by this report.");
        }
    }

    // On a phone the style sheet turns rows into grids, which makes some browsers forget that this is a table: hence the explicit roles.
    private static void Table(IReadOnlyList<ScoreColumn> columns, MarkupWriter w)
    {
        using (w.Open(
            "table",
            ("class", "scores"),
            ("role", "table"),
            ("style", string.Create(CultureInfo.InvariantCulture, $"--models: {columns.Count}"))))
        {
            using (w.Open("thead", ("role", "rowgroup")))
            using (w.Open("tr", ("role", "row")))
            {
                w.Leaf("th", "Measured on test images", ("scope", "col"), ("role", "columnheader"));
                foreach (ScoreColumn column in columns) w.Leaf("th", column.Name, ("scope", "col"), ("role", "columnheader"));
            }

            using (w.Open("tbody", ("role", "rowgroup")))
            {
                foreach (ScoreMetric metric in ScoreMetric.Measured(columns)) Row(metric, columns, w);
            }
        }
    }

    private static void Row(ScoreMetric metric, IReadOnlyList<ScoreColumn> columns, MarkupWriter w)
    {
        int[] trials = [.. columns.Select(c => metric.Of(c.Score)?.Trials ?? 0).Where(t => t > 0).Distinct()];
        using (w.Open("tr", ("role", "row")))
        {
            using (w.Open("th", ("scope", "row"), ("role", "rowheader")))
            {
                w.Leaf("span", metric.Name, ("class", "metric"));
                w.Leaf("span", metric.Meaning, ("class", "meaning"));
                w.Leaf("span", $"{(metric.HigherIsBetter ? "higher" : "lower")} is better"
                    + (trials.Length == 1 ? $" · {Format.Count(trials[0])} images" : ""), ("class", "meaning"));
            }

            for (int i = 0; i < columns.Count; i++)
            {
                Cell(metric, metric.Of(columns[i].Score), i == 0 ? null : metric.Of(columns[0].Score), w);
            }
        }
    }

    private static void Cell(ScoreMetric metric, Rate? measured, Rate? first, MarkupWriter w)
    {
        if (measured is not { Trials: > 0 } rate)
        {
            w.Leaf("td", "not measured", ("role", "cell"), ("class", "missing"));
            return;
        }

        int decimals = Format.Decimals(rate);
        (double low, double high) = rate.Interval95;
        using (w.Open("td", ("role", "cell"), ("title", $"{Format.Count(rate.Hits)} of {Format.Count(rate.Trials)} images")))
        {
            w.Leaf("span", Format.Percent(rate.Value, decimals) + "\u00A0%", ("class", "rate"));
            w.Leaf("span", $"[{Format.Percent(low, decimals)}, {Format.Percent(high, decimals)}]", ("class", "interval"));
            Bar(rate, metric.HigherIsBetter, w);
            if (first is { Trials: > 0 } before) Change(metric, rate, before, w);
        }
    }

    private static void Change(ScoreMetric metric, Rate rate, Rate before, MarkupWriter w)
    {
        double difference = rate.Value - before.Value;
        bool apart = rate.Apart(before);
        bool better = difference > 0 == metric.HigherIsBetter;
        string points = Format.Points(difference, Math.Min(Format.Decimals(rate), Format.Decimals(before)));
        w.Leaf("span", $"{points}\u00A0pp{(apart ? better ? ", better" : ", worse" : "\u00A0≈")}",
            ("class", "change " + (apart ? better ? "better" : "worse" : "same")));
    }

    // The interval as a band with a mark at the rate, on a track from 0 to 100 %. Decoration: the numbers stand beside it.
    private static void Bar(Rate rate, bool higherIsBetter, MarkupWriter w)
    {
        (double low, double high) = rate.Interval95;
        using (w.Open("svg", ("class", higherIsBetter ? "bar" : "bar attack"), ("viewBox", "0 0 100 10"), ("aria-hidden", "true")))
        {
            w.Empty("path", ("class", "track"), ("d", "M0,5h100"));
            w.Empty("path", ("class", "whisker"), ("d", $"M{Format.Coordinate(100 * low)},5H{Format.Coordinate(100 * high)}"));
            w.Empty("path", ("class", "dot"), ("d", $"M{Format.Coordinate(100 * rate.Value)},1v8"));
        }
    }
}
