using System.Text;
using Nad.Evaluation;

namespace Nad.Reporting;

/// <summary>The before/after table in plain text.</summary>
public static class ScoreText
{
    /// <summary>
    /// One line per model with every rate and its 95 % interval, and under each later model its change against the first.
    /// </summary>
    /// <param name="columns">The models; the first is the one that the others are compared with.</param>
    /// <returns>Lines that each end in a line feed; empty where there are no models.</returns>
    public static string Table(IReadOnlyList<ScoreColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0) return "";
        IReadOnlyList<ScoreMetric> metrics = ScoreMetric.Measured(columns);
        TextTable table = new([("model", TextAlign.Left), .. metrics.Select(m => (m.Name + ", %", TextAlign.Left))]);
        foreach (ScoreColumn column in columns)
        {
            table.Add([column.Name, .. metrics.Select(m => Value(m.Of(column.Score)))]);
            if (column != columns[0])
                table.Add(["  change, pp", .. metrics.Select(m => Change(m.Of(column.Score), m.Of(columns[0].Score)))]);
        }

        StringBuilder text = new(table.ToString());
        text.Append("[ ]: 95 % Wilson score interval; ~: the intervals overlap, so this may be no change.\n");
        if (!ScoreMetric.HasAttack(columns)) text.Append(ScoreMetric.NoTrigger).Append('\n');
        return text.ToString();
    }

    private static string Value(Rate? measured)
    {
        if (measured is not { Trials: > 0 } rate) return "not measured";
        (double low, double high) = rate.Interval95;
        int decimals = Format.Decimals(rate);
        return $"{Format.Percent(rate.Value, decimals)} [{Format.Percent(low, decimals)}, {Format.Percent(high, decimals)}]";
    }

    private static string Change(Rate? measured, Rate? first)
    {
        if (measured is not { Trials: > 0 } rate || first is not { Trials: > 0 } before) return "";
        string points =
            Format.Points(rate.Value - before.Value, Math.Min(Format.Decimals(rate), Format.Decimals(before))).Replace('−', '-');
        return rate.Apart(before) ? points : points + " ~";
    }
}
