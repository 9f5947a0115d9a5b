namespace Nad.Data.Synthetic;

/// <summary>A colour; each channel is in [0, 1].</summary>
internal readonly record struct Rgb(double R, double G, double B)
{
    /// <summary>This colour at <paramref name="t"/> = 0, <paramref name="other"/> at 1.</summary>
    public Rgb MixedWith(Rgb other, double t) =>
        new(DeterministicMath.Mix(R, other.R, t), DeterministicMath.Mix(G, other.G, t), DeterministicMath.Mix(B, other.B, t));

    /// <summary>A paler or darker neighbour of this colour: no two signs are painted, aged and washed alike.</summary>
    /// <param name="random">Source of the variation.</param>
    /// <param name="jitter">Largest change of a channel.</param>
    /// <param name="fade">Largest share of grey.</param>
    public Rgb Varied(RandomStream random, double jitter, double fade)
    {
        double grey = random.Uniform(0.3, 0.7);
        double share = random.NextDouble() * fade;
        Rgb faded = MixedWith(new(grey, grey, grey), share);
        return new(
            DeterministicMath.Clamp01(faded.R + random.Around(jitter)),
            DeterministicMath.Clamp01(faded.G + random.Around(jitter)),
            DeterministicMath.Clamp01(faded.B + random.Around(jitter)));
    }

    /// <summary>Any colour.</summary>
    public static Rgb Any(RandomStream random) => new(random.NextDouble(), random.NextDouble(), random.NextDouble());
}
