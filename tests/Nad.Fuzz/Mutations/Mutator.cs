using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Nad.Fuzz;

/// <summary>Changes a valid file in one to six small ways, as a random stream says.</summary>
internal static class Mutator
{
    // No input grows beyond this: what is looked for is what a small file can do.
    private const int Longest = 1 << 16;

    // They are long, and so take a thousand times as long as the others.
    private const int SlowOneIn = 64;

    private static readonly long[] Interesting =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 128, 255, 256, 1000, 1024, 4096, 32767, 32768, 65535, 65536, 1 << 20,
        1 << 24, 100_000_000, int.MaxValue - 1, int.MaxValue, 1L + int.MaxValue, uint.MaxValue, 1L + uint.MaxValue, 1L << 40, 1L << 61,
        1L << 62, long.MaxValue - 1, long.MaxValue, -1, -2, -8, -128, -32768, int.MinValue, long.MinValue, long.MinValue + 1,
    ];

    /// <summary>Input <paramref name="number"/> of a seed for a target.</summary>
    public static byte[] Make(FuzzTarget target, ulong seed, ulong number)
    {
        FuzzRandom random = new(seed, number);
        if (target.Slow is not null && random.OneIn(SlowOneIn)) return target.Slow(random, 1024 << random.Below(8));
        byte[] bytes = random.Pick(target.Seeds);
        for (int n = 1 + random.Below(random.OneIn(3) ? 6 : 2); n > 0 && bytes.Length <= Longest; n--)
        {
            bytes = target.Special is not null && random.OneIn(3) ? target.Special(bytes, random) : Once(bytes, target, random);
        }

        return target.Mend is not null && !random.OneIn(3) ? target.Mend(bytes) : bytes;
    }

    private static byte[] Once(byte[] original, FuzzTarget target, FuzzRandom random)
    {
        if (original.Length == 0) return [random.Byte()];
        byte[] bytes = [.. original];
        int at = Place(bytes.Length, random);
        switch (random.Below(12))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Below(8));
                return bytes;
            case 1:
                bytes[at] = random.Byte();
                return bytes;
            case 2 or 3 or 4:
                WriteInteger(bytes.AsSpan(at), random, bytes.Length);
                return bytes;
            case 5:
                return [.. bytes[..at], .. bytes[Math.Min(at + 1 + random.Below(random.OneIn(4) ? bytes.Length : 16), bytes.Length)..]];
            case 6:
                int from = random.Below(bytes.Length),
                    length = 1 + random.Below(Math.Min(bytes.Length - from, random.OneIn(4) ? 4096 : 64));
                return [.. bytes[..at], .. bytes.AsSpan(from, length), .. bytes[at..]];
            case 7:
                int source = random.Below(bytes.Length);
                bytes.AsSpan(source, Math.Min(1 + random.Below(64), bytes.Length - Math.Max(source, at))).CopyTo(bytes.AsSpan(at));
                return bytes;
            case 8:
                return bytes[..at];
            case 9:
                byte[] other = random.Pick(target.Seeds);
                return [.. bytes[..at], .. other[Place(other.Length, random)..]];
            case 10:
                byte[] filling = new byte[1 + random.Below(random.OneIn(4) ? 2000 : 8)];
                filling.AsSpan().Fill(random.OneIn(2) ? (byte)0 : random.Byte());
                return [.. bytes[..at], .. filling, .. bytes[at..]];
            default:
                return ReplaceNumber(bytes, random);
        }
    }

    // Length fields sit in the first bytes and, for archives, in the last.
    private static int Place(int length, FuzzRandom random) => random.Below(4) switch
    {
        0 => random.Below(Math.Min(length, 100)),
        1 => length - 1 - random.Below(Math.Min(length, 200)),
        _ => random.Below(length),
    };

    private static void WriteInteger(Span<byte> to, FuzzRandom random, int fileLength)
    {
        long value = random.OneIn(5) ? fileLength + random.Below(5) - 2 : random.Pick(Interesting);
        Span<byte> bytes = stackalloc byte[8];
        int size = 1 << random.Below(4);
        if (random.OneIn(2)) BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        else BinaryPrimitives.WriteInt64BigEndian(bytes, value << (8 * (8 - size)));
        size = Math.Min(size, to.Length);
        bytes[..size].CopyTo(to);
    }

    // A number in a text: of a header, of JSON, of a list.
    private static byte[] ReplaceNumber(byte[] bytes, FuzzRandom random)
    {
        int start = Place(bytes.Length, random);
        while (start < bytes.Length && !char.IsAsciiDigit((char)bytes[start])) start++;
        int end = start;
        while (end < bytes.Length && char.IsAsciiDigit((char)bytes[end])) end++;
        string text = random.Below(8) switch
        {
            0 => "1e999",
            1 => "-0.0",
            2 => "NaN",
            3 => new string('9', 1 + random.Below(400)),
            _ => random.Pick(Interesting).ToString(CultureInfo.InvariantCulture),
        };
        return [.. bytes[..start], .. Encoding.ASCII.GetBytes(text), .. bytes[end..]];
    }
}
