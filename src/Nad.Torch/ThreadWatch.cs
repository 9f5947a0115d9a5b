using System.Globalization;

namespace Nad.Torch;

/// <summary>
/// Watches whether the number of threads still suits the machine: where an epoch takes much longer than another of its training, it is
/// chosen anew. Bits depend on the number of threads, so a change is noted; <c>--threads N</c> fixes it.
/// </summary>
/// <param name="choose">Sets and gives the better number; <see cref="ThreadPolicy.Apply"/> outside of tests.</param>
/// <param name="told">Told of a change in words; null where nobody listens.</param>
public sealed class ThreadWatch(Func<int> choose, Action<string>? told = null)
{
    // times as long as the fastest epoch: more than the noise of a machine that is used for other things too
    private const double Slow = 2;

    private readonly Dictionary<string, double> fastest = new(StringComparer.Ordinal);
    private readonly List<string> changes = [];

    /// <summary>The number at the beginning, at least 1.</summary>
    public int First { get; } = TorchRuntime.Threads;

    /// <summary>What was changed, such as "1 after epoch 3 of the teacher"; null where nothing was.</summary>
    public string? Changes => changes.Count == 0 ? null : string.Join(", ", changes);

    /// <summary>An epoch is over, and the next has not begun.</summary>
    /// <param name="phase">Name of the training.</param>
    /// <param name="epoch">Its number, from 1.</param>
    /// <param name="rate">Images a second.</param>
    public void EpochEnded(string phase, int epoch, double rate)
    {
        double best = fastest[phase] = Math.Max(rate, fastest.GetValueOrDefault(phase));
        if (rate * Slow >= best) return;
        int before = TorchRuntime.Threads, now = choose();
        // What was fast before is no measure of what comes.
        fastest.Remove(phase);
        if (now == before) return;
        changes.Add(string.Create(CultureInfo.InvariantCulture, $"{now} after epoch {epoch} of the {phase}"));
        told?.Invoke(string.Create(
            CultureInfo.InvariantCulture,
            $"Other work keeps the processors busy, so the number of threads is now {now} instead of {before}. --threads N fixes it."));
    }
}
