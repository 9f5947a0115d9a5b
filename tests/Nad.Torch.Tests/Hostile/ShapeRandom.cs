namespace Nad.Torch.Tests.Hostile;

/// <summary>Numbers that are mostly small, sometimes wrong, sometimes at the edge of a type.</summary>
internal sealed class ShapeRandom(int seed)
{
    // None that a machine could have the memory for.
    private static readonly long[] Edges =
    [
        -1, -2, 1L << 50, 1L << 61, 1L << 62, long.MaxValue - 1, long.MaxValue, int.MinValue, long.MinValue
    ];

    private readonly Random random = new(seed);

    public int Below(int limit) => random.Next(limit);

    public bool OneIn(int count) => random.Next(count) == 0;

    public T Pick<T>(params ReadOnlySpan<T> from) => from[random.Next(from.Length)];

    /// <summary>A size or an index: 0 to 8, now and then one that cannot be.</summary>
    public long Size() => OneIn(25) ? Pick<long>(Edges) : random.Next(9);

    /// <summary>The same as a whole number of 32 bits.</summary>
    public int Small() => (int)Math.Clamp(Size(), int.MinValue, int.MaxValue);

    /// <summary>Of a kind that libtorch itself takes without a look: -1 to 6.</summary>
    public int Few() => random.Next(8) - 1;

    /// <summary>Up to five sizes, now and then as many as no tensor has.</summary>
    public long[] Shape()
    {
        long[] shape = new long[OneIn(40) ? random.Next(12) : random.Next(5)];
        for (int d = 0; d < shape.Length; d++) shape[d] = Size();
        return shape;
    }

    public double Number() => OneIn(10) ? Pick(double.NaN, double.PositiveInfinity, double.MaxValue, -0.0) : random.NextDouble() - 0.5;
}
