namespace Nad.Evaluation;

/// <summary>A measured proportion that remembers its counts, so that its uncertainty is never lost.</summary>
/// <param name="Hits">Successes, 0 … <paramref name="Trials"/>.</param>
/// <param name="Trials">Images that were tried; 0 means that nothing was measured.</param>
/// <exception cref="ArgumentOutOfRangeException">A count is negative, or there are more hits than trials.</exception>
public readonly record struct Rate(int Hits, int Trials)
{
    /// <summary>Successes, 0 … <see cref="Trials"/>.</summary>
    public int Hits { get; } = Checked(Hits, Trials);

    /// <summary>Images that were tried; 0 means that nothing was measured.</summary>
    public int Trials { get; } = Trials;

    /// <summary>Hits / trials, 0 … 1; NaN where nothing was tried.</summary>
    public double Value => Trials == 0 ? double.NaN : (double)Hits / Trials;

    /// <summary>95 % Wilson score interval, 0 … 1 (<see cref="WilsonInterval"/>).</summary>
    public (double Low, double High) Interval95 => WilsonInterval.Of(Hits, Trials);

    /// <summary>Nothing was tried.</summary>
    public static Rate None => default;

    /// <summary>True where the 95 % intervals share no value: the only differences that a reader should believe at once.</summary>
    public bool Apart(Rate other) => Interval95.High < other.Interval95.Low || other.Interval95.High < Interval95.Low;

    /// <summary>
    /// p − k·√(p·(1 − p) / n): as low as a proportion can be that images cannot tell from <paramref name="value"/>, counted in standard
    /// errors.
    /// </summary>
    /// <param name="value">p, 0 … 1.</param>
    /// <param name="trials">n, ≥ 1.</param>
    /// <param name="errors">k, ≥ 0.</param>
    public static double AtLeast(double value, int trials, double errors = 1) =>
        value - (errors * Math.Sqrt(Math.Max(0, value * (1 - value)) / trials));

    private static int Checked(int hits, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);
        return hits;
    }
}
