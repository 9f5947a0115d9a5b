using System.Buffers.Binary;

namespace Nad.Fuzz;

/// <summary>Changes one field of a zip archive's records, beside the content or in the directory.</summary>
internal static class ZipMutation
{
    // Where fields of two and four bytes lie in the local header, the directory entry, the end record, and the two of zip64.
    private static readonly (byte[] Magic, int[] Fields)[] Records =
    [
        ([(byte)'P', (byte)'K', 3, 4], [6, 8, 14, 18, 22, 26, 28, 30]),
        ([(byte)'P', (byte)'K', 1, 2], [8, 10, 16, 20, 24, 28, 30, 32, 38, 42, 46]),
        ([(byte)'P', (byte)'K', 5, 6], [4, 6, 8, 10, 12, 16, 20]),
        ([(byte)'P', (byte)'K', 6, 6], [4, 12, 24, 32, 40, 48]),
        ([(byte)'P', (byte)'K', 6, 7], [4, 8, 16]),
    ];

    private static readonly long[] Values =
    [
        0, 1, 2, 8, 9, 0x800, 30, 46, 100, 255, 256, 65534, 65535, 65536, int.MaxValue, uint.MaxValue - 1, uint.MaxValue
    ];

    public static byte[] Apply(byte[] original, FuzzRandom random)
    {
        byte[] zip = [.. original];
        if (random.OneIn(6)) return Rename(zip, random);
        (byte[] magic, int[] fields) = random.Pick(Records);
        int at = zip.AsSpan().IndexOf(magic);
        for (int skip = random.Below(4); skip > 0 && at >= 0; skip--)
        {
            int next = zip.AsSpan(at + 4).IndexOf(magic);
            if (next < 0) break;
            at += 4 + next;
        }

        int field = at + random.Pick(fields);
        if (at < 0 || field + 8 > zip.Length) return zip;
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, random.OneIn(3) ? random.Below(zip.Length) : random.Pick(Values));
        bytes[..(1 << random.Below(4))].CopyTo(zip.AsSpan(field));
        return zip;
    }

    // The same letter in both places where a name stands: escapes, line breaks, dots, slashes.
    private static byte[] Rename(byte[] zip, FuzzRandom random)
    {
        int central = zip.AsSpan().IndexOf(Records[1].Magic), local = zip.AsSpan().IndexOf(Records[0].Magic);
        if (central < 0 || local < 0 || central + 46 > zip.Length || local + 30 > zip.Length) return zip;
        int place = random.Below(Math.Min(20, (int)BitConverter.ToUInt16(zip, local + 26)));
        if (Math.Max(central + 46, local + 30) + place >= zip.Length) return zip;
        byte letter = random.Pick((byte[])[0x1b, (byte)'\n', (byte)'/', (byte)'.', (byte)'\\', 0, 0xff, (byte)'9']);
        (zip[central + 46 + place], zip[local + 30 + place]) = (letter, letter);
        return zip;
    }
}
