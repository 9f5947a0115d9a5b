namespace Nad.Experiments;

/// <summary>
/// What one group of runs has more than another, seed by seed: both had the same model, clean images, test images and trigger.
/// </summary>
/// <param name="Group">Number of the group.</param>
/// <param name="Base">Number of the group that is subtracted.</param>
/// <param name="Name">What the group is.</param>
/// <param name="BaseName">What the other is.</param>
/// <param name="Seeds">Seeds that both have, ascending.</param>
/// <param name="Acc">Difference of accuracy; null where not every run measured it.</param>
/// <param name="Asr">Likewise, of attack success.</param>
public sealed record PairedDifference(
    int Group, int Base, string Name, string BaseName, IReadOnlyList<long> Seeds, DifferenceEntry? Acc, DifferenceEntry? Asr)
{
    // What two groups must share, as ComparedRun names it.
    private static readonly string[] Shared =
    [
        "model", "clean images", "number of clean images", "test images", "number of test images", "trigger"
    ];

    /// <summary>
    /// Of each group against the first in the order of the folders with which it can be compared; only groups with at least two common
    /// seeds.
    /// </summary>
    public static IReadOnlyList<PairedDifference> Of(CompareResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<PairedDifference> found = [];
        var groups = result.Runs.Where(r => r is { Kind: "erase", After: not null }).GroupBy(r => r.Group).ToArray();
        foreach (var alike in groups.GroupBy(g => string.Join('\n', Shared.Select(s => g.First().Settings.GetValueOrDefault(s, "")))))
        {
            Dictionary<long, CompareRow> first = BySeed(alike.First());
            foreach (var other in alike.Skip(1))
            {
                Dictionary<long, CompareRow> mine = BySeed(other);
                long[] seeds = [.. mine.Keys.Intersect(first.Keys).Order()];
                if (seeds.Length < 2) continue;
                found.Add(new PairedDifference(
                    other.Key, alike.First().Key, NameOf(other.First()), NameOf(alike.First().First()), seeds, Difference(s => s.Acc),
                    Difference(s => s.Asr)));

                DifferenceEntry? Difference(Func<CompareScore, double?> value) =>
                    DifferenceEntry.Of(seeds.Select(s => value(mine[s].After!) - value(first[s].After!)));
            }
        }

        return found;
    }

    /// <summary>Method, and what sets it apart from other runs of that method.</summary>
    internal static string NameOf(CompareRow row) =>
        row.Differences.Count == 0
            ? row.Method
            : $"{row.Method} ({string.Join(", ", row.Differences.Take(4).Select(d => $"{d.Key} {d.Value}"))})";

    // A seed that was run twice gives the same twice.
    private static Dictionary<long, CompareRow> BySeed(IEnumerable<CompareRow> runs) =>
        runs.GroupBy(r => r.Seed).ToDictionary(g => g.Key, g => g.First());
}

/// <summary>
/// Mean of differences with a 95 % interval: mean ± t(n − 1) s / √n, which takes the differences as normally distributed.
/// </summary>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Runs">Pairs.</param>
public sealed record DifferenceEntry(double Mean, double Low, double High, int Runs)
{
    // The 97.5 % quantile of Student's t for 1 to 30 degrees of freedom: Abramowitz and Stegun, Handbook of Mathematical Functions, table
    // 26.10.
    private static readonly double[] Quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Of differences; null where there are fewer than two, or one is missing.</summary>
    public static DifferenceEntry? Of(IEnumerable<double?> differences)
    {
        if (MeanEntry.Of(differences) is not { Sd: { } sd } mean) return null;
        double half = Quantile(mean.Runs - 1) * sd / Math.Sqrt(mean.Runs);
        return new DifferenceEntry(mean.Mean, mean.Mean - half, mean.Mean + half, mean.Runs);
    }

    /// <summary>
    /// The 97.5 % quantile of Student's t; beyond the table by the first two terms of its expansion (26.7.5 there), right to 0.001.
    /// </summary>
    internal static double Quantile(int freedom)
    {
        const double z = 1.959964;
        return freedom <= Quantiles.Length
            ? Quantiles[freedom - 1]
            : z + (((z * z * z) + z) / (4.0 * freedom))
                + (((5 * Math.Pow(z, 5)) + (16 * z * z * z) + (3 * z)) / (96.0 * freedom * freedom));
    }
}
