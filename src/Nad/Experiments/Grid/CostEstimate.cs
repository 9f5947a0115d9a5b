namespace Nad.Experiments;

/// <summary>Seconds for each unit of cost, from cells that were measured.</summary>
internal sealed class CostEstimate
{
    private readonly Dictionary<string, double> byClass;
    private readonly double? overall;

    private CostEstimate(Dictionary<string, double> byClass, double? overall) => (this.byClass, this.overall) = (byClass, overall);

    /// <summary>From finished cells; cells of no units and no time tell nothing.</summary>
    public static CostEstimate From(IEnumerable<CellResult> finished)
    {
        CellRun[] runs = [.. finished.Where(f => f.Failed is null && f.Run is { Units: > 0, Seconds: > 0 }).Select(f => f.Run)];
        return new CostEstimate(
            runs.GroupBy(r => r.CostClass, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Sum(r => r.Seconds) / g.Sum(r => r.Units), StringComparer.Ordinal),
            runs.Length == 0 ? null : runs.Sum(r => r.Seconds) / runs.Sum(r => r.Units));
    }

    /// <summary>Whether cells of that class were measured.</summary>
    public bool Knows(CellCost cost) => byClass.ContainsKey(cost.Class);

    /// <summary>Seconds of a cell: by its class where that was measured, else by the mean of all; null where nothing was.</summary>
    public double? Of(CellCost cost) => byClass.TryGetValue(cost.Class, out double seconds) ? seconds * cost.Units : overall * cost.Units;
}
