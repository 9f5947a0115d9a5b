namespace Nad.Experiments;

/// <summary>One rate: how many of how many images.</summary>
public sealed record CountEntry(int Hits, int Trials) : IStoredContent
{
    string? IStoredContent.Fault() => Trials < 1 || Hits < 0 || Hits > Trials ? $"{Hits} hits among {Trials} trials are no rate." : null;

    /// <summary>Such as <c>8493/10000</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Hits}/{Trials}");
}
