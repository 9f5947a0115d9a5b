namespace Nad.Evaluation;

/// <summary>
/// The Wilson score interval: which true rates fit with <c>hits</c> out of <c>trials</c>. Unlike the textbook p ± 2·SE it stays inside 0 …
/// 1 and keeps its coverage near 0 and 1, which is where attack success rates lie.
/// </summary>
/// <remarks>Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209–212.</remarks>
public static class WilsonInterval
{
    /// <summary>The standard normal quantile of a two-sided 95 % interval.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>The interval of a count.</summary>
    /// <param name="hits">Successes, 0 … <paramref name="trials"/>.</param>
    /// <param name="trials">Independent trials; 0 gives the interval 0 … 1, since nothing is known.</param>
    /// <param name="z">Standard normal quantile, &gt; 0; 1.96 for 95 %.</param>
    /// <returns>Lower and upper limit, 0 ≤ Low ≤ High ≤ 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A count is negative, there are more hits than trials, or <paramref name="z"/> is not positive.
    /// </exception>
    public static (double Low, double High) Of(long hits, long trials, double z = Z95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(z);
        if (trials == 0) return (0, 1);

        // (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)
        double n = trials;
        double p = hits / n;
        double scale = 1 + (z * z / n);
        double centre = (p + (z * z / (2 * n))) / scale;
        double half = z * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n))) / scale;

        // At the ends the limit is exact; rounding would print 1e-17.
        return (hits == 0 ? 0 : centre - half, hits == trials ? 1 : centre + half);
    }
}
