using System.Globalization;
using System.Text;
using Nad.Experiments;
using Nad.Reporting;

namespace Nad.Cli;

/// <summary>Plans and finished cells in words.</summary>
internal static class GridText
{
    /// <summary>Every cell with its state and time, and the sum.</summary>
    public static string Plan(GridPlan plan, int workers)
    {
        TextTable table = new(("cell", TextAlign.Left), ("state", TextAlign.Left), ("time", TextAlign.Right), ("what", TextAlign.Left));
        foreach (PlannedCell c in plan.Cells)
        {
            table.Add(c.Cell.Name, c.State.ToString().ToLowerInvariant(), c.Seconds is { } s ? Duration(s) : "?", c.Cell.Title);
        }

        return new StringBuilder(table.ToString()).Append('\n').Append(Summary(plan, workers)).Append('\n').ToString();
    }

    /// <summary>One line: done, left, time.</summary>
    public static string Summary(GridPlan plan, int workers)
    {
        string time = plan.SecondsLeft is not { } seconds
            ? "time left: unknown until a first cell is measured"
            : $"about {Duration(seconds / workers)} left with {workers} {(workers == 1 ? "worker" : "workers")}";
        string rest = plan.SecondsLeft is not null && plan.Unmeasured > 0
            ? string.Create(CultureInfo.InvariantCulture, $" ({plan.Unmeasured} cells are of kinds that were not measured yet)")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{plan.Done} of {plan.Cells.Count} cells done; {time}{rest}");
    }

    /// <summary>A finished cell.</summary>
    public static string Finished(CellResult result)
    {
        string rates = result.Failed is { } why
            ? "failed: " + why
            : string.Join(
                ", ",
                new[] { Rate("ACC", result.Score?.AccNonTarget ?? result.Score?.Acc), Rate("ASR", result.Score?.Asr) }.OfType<string>());
        return $"{result.Title}{(rates.Length > 0 ? ": " + rates : "")} ({Duration(result.Run.Seconds)})";
    }

    private static string? Rate(string name, int[]? counts) =>
        counts is [int hits, > 0] ? string.Create(CultureInfo.InvariantCulture, $"{name} {100.0 * hits / counts[1]:0.0} %") : null;

    private static string Duration(double seconds) => seconds switch
    {
        >= 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 3600)} h {(int)(seconds % 3600 / 60):00} min"),
        >= 60 => string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 60)} min {(int)(seconds % 60):00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
    };
}
