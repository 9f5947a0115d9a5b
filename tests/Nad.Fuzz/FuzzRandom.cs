namespace Nad.Fuzz;

/// <summary>
/// Numbers that depend on a seed and the number of an input, and on nothing else: any input can be made again without those before it.
/// SplitMix64 (Steele, Lea and Flood, 2014).
/// </summary>
internal sealed class FuzzRandom(ulong seed, ulong number)
{
    private ulong state = Mix(seed) ^ Mix(number + 0x632BE59BD9B4E019);

    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15);

    /// <summary>0 to <paramref name="limit"/> - 1; 0 where the limit is 0.</summary>
    public int Below(int limit) => limit < 1 ? 0 : (int)(Next() % (ulong)limit);

    public bool OneIn(int count) => Below(count) == 0;

    public byte Byte() => (byte)Next();

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
