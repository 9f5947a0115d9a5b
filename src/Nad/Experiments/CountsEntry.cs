namespace Nad.Experiments;

/// <summary>Measured rates as hits and trials; what could not be measured is null.</summary>
public sealed record CountsEntry(CountEntry Acc, CountEntry? AccNonTarget = null, CountEntry? Asr = null, CountEntry? Ra = null)
{
    /// <summary>Such as <c>ACC 8493/10000, ASR 9000/9000</c>.</summary>
    public override string ToString() =>
        string.Join(
            ", ",
            new (string Name, CountEntry? Count)[] { ("ACC", Acc), ("non-target ACC", AccNonTarget), ("ASR", Asr), ("RA", Ra) }
                .Where(rate => rate.Count is not null).Select(rate => $"{rate.Name} {rate.Count}"));
}
