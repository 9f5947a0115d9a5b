using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Nad.Fuzz;

/// <summary>Archives of many entries: empty, deep, long, packed hard, or all at the same place.</summary>
internal static class SlowZips
{
    /// <summary>Archives whose entries have these endings, one of which holds this content.</summary>
    public static Func<FuzzRandom, int, byte[]> Of(string name, byte[] content) => (random, length) =>
    {
        switch (random.Below(4))
        {
            case 0: return Overlapping(name, content, Math.Max(2, length / (46 + name.Length + 4)));
            case 1: return Archives.Of(CompressionLevel.Optimal, (name, content), (name + "2", new byte[Math.Min(length * 900L, 1 << 27)]));
            default:
                string folder = random.Pick([
                    "a/",
                    "a/b/c/d/e/f/g/",
                    string.Concat(Enumerable.Repeat("a/", 1 + random.Below(40))),
                    new string('x', 1 + random.Below(2000)) + "/"
                ]);
                bool full = random.OneIn(2);
                int each = 76 + (2 * folder.Length) + (2 * name.Length) + 8 + (full ? content.Length : 0);
                return Archives.Of(
                    CompressionLevel.NoCompression,
                    [.. Enumerable.Range(0, Math.Max(1, length / each)).Select(i => ($"{folder}{i}/{name}", full ? content : []))]);
        }
    };

    // One local header and its content, which every entry of the directory claims.
    private static byte[] Overlapping(string name, byte[] content, int count)
    {
        byte[] one = Archives.Of(CompressionLevel.NoCompression, (name, content));
        int directory = one.AsSpan().IndexOf("PK\u0001\u0002"u8), end = one.AsSpan().IndexOf("PK\u0005\u0006"u8);
        List<byte> zip = [.. one[..directory]];
        for (int i = 0; i < count; i++)
        {
            byte[] entry = one[directory..end], digits = Encoding.ASCII.GetBytes($"{i:x4}");
            digits.CopyTo(entry.AsSpan(46));
            zip.AddRange(entry);
        }

        byte[] tail = one[end..];
        BinaryPrimitives.WriteUInt16LittleEndian(tail.AsSpan(8), (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(tail.AsSpan(10), (ushort)count);
        BinaryPrimitives.WriteInt32LittleEndian(tail.AsSpan(12), zip.Count - directory);
        return [.. zip, .. tail];
    }
}
