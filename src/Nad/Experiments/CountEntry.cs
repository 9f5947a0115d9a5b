namespace Nad.Experiments;

/// <summary>One rate: how many of how many images.</summary>
public sealed record CountEntry(int Hits, int Trials)
{
    /// <summary>Such as <c>8493/10000</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Hits}/{Trials}");
}
