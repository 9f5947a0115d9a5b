namespace Nad.Audit;

/// <summary>Conformal p values: how a model lies among reference models, whatever the distribution of their statistics.</summary>
/// <remarks>
/// Source: Vovk, Gammerman and Shafer, "Algorithmic learning in a random world", 2005; the largest of several standardised statistics:
/// Westfall and Young, 1993.
/// </remarks>
public static class Conformal
{
    // Makes the median deviation from the median a standard deviation where the values are normal.
    private const double OfNormal = 1.4826;

    /// <summary>
    /// (1 + #{reference ≥ value})/(n + 1): at most α of new models that are exchangeable with the references have a p ≤ α.
    /// </summary>
    /// <param name="reference">Values of the reference models.</param>
    /// <param name="value">Of the model; the larger, the more suspicious.</param>
    public static double P(IReadOnlyCollection<double> reference, double value)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return (1.0 + reference.Count(r => r >= value)) / (reference.Count + 1);
    }

    /// <summary>
    /// One p for several statistics: each is standardised by median and median deviation over all n + 1 models, the model among them, and
    /// the largest of a model's is compared. All models are treated alike, so that this p holds as one of a single statistic does: nothing
    /// more has to be corrected for their number.
    /// </summary>
    /// <param name="reference">Statistics of the reference models, each with all families of <paramref name="own"/>.</param>
    /// <param name="own">Of the model, by family; not empty.</param>
    /// <returns>p, and the family whose standardised statistic is the model's largest.</returns>
    public static (double P, string Family) Together(
        IReadOnlyList<IReadOnlyDictionary<string, double>> reference, IReadOnlyDictionary<string, double> own)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(own);
        double[] largest = [.. Enumerable.Repeat(double.NegativeInfinity, reference.Count + 1)];
        string family = own.Keys.First();
        foreach (string name in own.Keys.Order(StringComparer.Ordinal))
        {
            double[] z = Standardised([.. reference.Select(r => r[name]), own[name]]);
            if (z[^1] > largest[^1]) family = name;
            for (int i = 0; i < z.Length; i++) largest[i] = Math.Max(largest[i], z[i]);
        }

        return (P(largest[..^1], largest[^1]), family);
    }

    /// <summary>(x − median)/(1.4826 · median of |x − median|); 0 where at least half of the values are equal.</summary>
    public static double[] Standardised(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double median = UniversalDetector.Median(values),
            spread = OfNormal * UniversalDetector.Median([.. values.Select(v => Math.Abs(v - median))]);
        return [.. values.Select(v => spread > 0 ? (v - median) / spread : 0)];
    }
}
