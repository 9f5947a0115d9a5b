namespace Nad.Evaluation;

/// <summary>How well a number tells two groups apart: the receiver operating characteristic.</summary>
/// <remarks>Source of the interval: DeLong, DeLong and Clarke-Pearson, Biometrics 1988.</remarks>
public sealed class RocCurve
{
    private readonly double[] negative, positive;

    /// <param name="negative">Numbers of the group that should have small ones; not empty.</param>
    /// <param name="positive">Numbers of the other; not empty.</param>
    public RocCurve(IEnumerable<double> negative, IEnumerable<double> positive)
    {
        this.negative = [.. negative.Order()];
        this.positive = [.. positive.Order()];
        if (this.negative.Length == 0 || this.positive.Length == 0)
            throw new ArgumentException("A curve needs numbers of both groups.", nameof(negative));
        Area = this.positive.Average(p => this.negative.Average(n => Wins(p, n)));
    }

    /// <summary>Area under the curve: the chance that a number of the second group is the larger, ties counted half; 0–1.</summary>
    public double Area { get; }

    /// <summary>
    /// DeLong's 95 % interval of the area, within 0–1. Its width is 0 where the groups do not overlap; there it is Wilson's interval of as
    /// many trials as the smaller group has numbers, which is wider.
    /// </summary>
    public (double Low, double High) Interval95
    {
        get
        {
            double[] ofPositive = [.. positive.Select(p => negative.Average(n => Wins(p, n)))],
                ofNegative = [.. negative.Select(n => positive.Average(p => Wins(p, n)))];
            double half =
                WilsonInterval.Z95 * Math.Sqrt((Variance(ofPositive) / positive.Length) + (Variance(ofNegative) / negative.Length));
            if (half > 0) return (Math.Max(0, Area - half), Math.Min(1, Area + half));
            int few = Math.Min(positive.Length, negative.Length);
            return WilsonInterval.Of((int)Math.Round(Area * few), few);
        }
    }

    /// <summary>
    /// Share of the second group above the smallest bound that at most <paramref name="falsePositives"/> of the first group reaches.
    /// </summary>
    /// <param name="falsePositives">0–1.</param>
    public Rate TruePositives(double falsePositives)
    {
        int allowed = (int)Math.Floor(falsePositives * negative.Length);
        double bound = negative[^(allowed + 1)];
        return new Rate(positive.Count(p => p > bound), positive.Length);
    }

    /// <summary>The corners of the curve from (0, 0) to (1, 1).</summary>
    public IReadOnlyList<(double FalsePositives, double TruePositives)> Points =>
    [
        (0, 0),
        .. negative.Concat(positive).Distinct().OrderDescending().Select(
            t => ((double)negative.Count(n => n >= t) / negative.Length, (double)positive.Count(p => p >= t) / positive.Length)),
    ];

    private static double Wins(double positive, double negative) => positive > negative ? 1 : positive == negative ? 0.5 : 0;

    private static double Variance(double[] values)
    {
        if (values.Length < 2) return 0;
        double mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }
}
