namespace Nad.Experiments;

/// <summary>Mean of several runs.</summary>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Sd">Sample standard deviation (n − 1); null for a single run.</param>
/// <param name="Runs">How many.</param>
public sealed record MeanEntry(double Mean, double? Sd, int Runs)
{
    /// <summary>Of the values; null where there are none, or where one of them is missing.</summary>
    public static MeanEntry? Of(IEnumerable<double?> values)
    {
        double?[] all = [.. values];
        if (all.Length == 0 || all.Any(v => v is null)) return null;
        double mean = all.Average(v => v!.Value);
        return new MeanEntry(
            mean, all.Length == 1 ? null : Math.Sqrt(all.Sum(v => (v!.Value - mean) * (v.Value - mean)) / (all.Length - 1)), all.Length);
    }
}
