using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Nad.Data;

/// <summary>
/// A named, seeded stream of random numbers: the same seed and name give the same numbers on every machine and .NET version,
/// and streams of different names are independent. xoshiro256** (Blackman and Vigna, 2018), seeded by SHA-256 of seed and name.
/// </summary>
public sealed class RandomStream
{
    private ulong s0, s1, s2, s3;

    /// <summary>Opens the stream <paramref name="name"/> of <paramref name="seed"/>.</summary>
    public RandomStream(long seed, string name)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{seed.ToString(System.Globalization.CultureInfo.InvariantCulture)}/{name}"), hash);
        s0 = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        s1 = BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]);
        s2 = BinaryPrimitives.ReadUInt64LittleEndian(hash[16..]);
        s3 = BinaryPrimitives.ReadUInt64LittleEndian(hash[24..]);
    }

    /// <summary>
    /// The four words that all further numbers follow from: kept and given back, the stream goes on as if nothing had been.
    /// </summary>
    /// <exception cref="ArgumentException">Not four words, or all of them 0, which no stream reaches.</exception>
    public ulong[] State
    {
        get => [s0, s1, s2, s3];
        set
        {
            if (value is not { Length: 4 } || value.All(w => w == 0))
                throw new ArgumentException("The state of a random stream is four words that are not all 0.", nameof(value));
            (s0, s1, s2, s3) = (value[0], value[1], value[2], value[3]);
        }
    }

    /// <summary>64 uniform random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = ulong.RotateLeft(s1 * 5, 7) * 9;
        ulong t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = ulong.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform integer in 0 … <paramref name="bound"/> − 1, without bias (Lemire's multiply-and-reject).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        ulong range = (ulong)bound;
        ulong threshold = (0UL - range) % range;
        while (true)
        {
            ulong high = Math.BigMul(NextUInt64(), range, out ulong low);
            if (low >= threshold) return (int)high;
        }
    }

    /// <summary>Uniform number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// Standard normal number (Marsaglia's polar method; the second value of each pair is dropped, so no state is hidden).
    /// </summary>
    public double NextNormal()
    {
        while (true)
        {
            double u = (2 * NextDouble()) - 1;
            double v = (2 * NextDouble()) - 1;
            double r = (u * u) + (v * v);
            if (r is > 0 and < 1) return u * Math.Sqrt(-2 * Math.Log(r) / r);
        }
    }

    /// <summary>A uniform random order of 0 … <paramref name="count"/> − 1 (Fisher–Yates).</summary>
    public int[] Permutation(int count)
    {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) order[i] = i;
        for (int i = count - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
