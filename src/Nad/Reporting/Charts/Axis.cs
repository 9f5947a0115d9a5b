namespace Nad.Reporting;

/// <summary>The range of an axis and its ticks, at round numbers.</summary>
internal sealed class Axis
{
    private readonly bool log;

    private Axis(double low, double high, IReadOnlyList<double> ticks, bool log)
    {
        Low = low;
        High = high;
        Ticks = ticks;
        this.log = log;
    }

    /// <summary>Value at the start of the axis.</summary>
    public double Low { get; }

    /// <summary>Value at the end of the axis.</summary>
    public double High { get; }

    /// <summary>Values that get a tick, rising.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Where a value lies: 0 at the start of the axis, 1 at its end.</summary>
    public double At(double value) => log
        ? Math.Log(value / Low) / Math.Log(High / Low)
        : (value - Low) / (High - Low);

    /// <summary>Equal steps of 1, 2 or 5 times a power of ten; the range is widened to whole steps.</summary>
    public static Axis Linear(double min, double max, int steps)
    {
        (min, max) = Widened(min, max);
        double step = NiceStep((max - min) / steps);
        double low = Math.Floor((min / step) + 1e-9) * step;
        double high = Math.Ceiling((max / step) - 1e-9) * step;
        int count = (int)Math.Round((high - low) / step);
        double first = Math.Round(low / step);
        return new Axis(low, high, [.. Enumerable.Range(0, count + 1).Select(i => (first + i) * step)], log: false);
    }

    /// <summary>Whole numbers only, and no wider than the data: epochs.</summary>
    public static Axis Whole(double min, double max, int steps)
    {
        (min, max) = max > min ? (min, max) : (min - 0.5, max + 0.5);
        double step = Math.Max(1, NiceStep((max - min) / steps));

        // The first epoch is 1, not 0: ticks are multiples of the step, and the first value has one of its own.
        List<double> ticks = [];
        for (double t = Math.Ceiling(min / step) * step; t <= max + 1e-9; t += step) ticks.Add(t);
        double start = Math.Ceiling(min);
        if (ticks.Count == 0 || ticks[0] > start) ticks.Insert(0, start);
        if (ticks.Count > 2 && ticks[1] - ticks[0] < step * 0.45) ticks.RemoveAt(1);
        return new Axis(min, max, ticks, log: false);
    }

    /// <summary>Powers of ten, with 2 and 5 between them where there are few.</summary>
    public static Axis Log(double min, double max)
    {
        int from = (int)Math.Floor(Math.Log10(min) + 1e-9);
        int to = (int)Math.Ceiling(Math.Log10(max) - 1e-9);
        int every = Math.Max(1, (int)Math.Ceiling((to - from) / 6.0));
        double[] between = to - from <= 2 ? [1, 2, 5] : [1];
        List<double> candidates = [];
        for (int power = from; power <= to; power += every)
        {
            candidates.AddRange(between.Select(m => m * Math.Pow(10, power)));
        }

        // The axis ends at the nearest ticks around the data, not always at whole powers.
        double low = candidates.LastOrDefault(t => t <= min * (1 + 1e-9), Math.Pow(10, from));
        double high = candidates.FirstOrDefault(t => t >= max * (1 - 1e-9), Math.Pow(10, to));
        if (high <= low) return new Axis(low / 10, low * 10, [low / 10, low, low * 10], log: true);
        return new Axis(low, high, [.. candidates.Where(t => t >= low * (1 - 1e-9) && t <= high * (1 + 1e-9))], log: true);
    }

    private static (double Min, double Max) Widened(double min, double max)
    {
        if (max - min > 1e-9 * Math.Max(Math.Abs(min), Math.Abs(max))) return (min, max);
        double half = min == 0 ? 0.5 : Math.Abs(min) * 0.1;
        return (min - half, max + half);
    }

    private static double NiceStep(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double fraction = rough / power;
        return power * (fraction <= 1.0001 ? 1 : fraction <= 2.0001 ? 2 : fraction <= 5.0001 ? 5 : 10);
    }
}
