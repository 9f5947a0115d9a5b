using System.Buffers.Binary;
using System.IO.Compression;

namespace Nad.Fuzz;

/// <summary>Changes the pixels of a PNG behind their compression, or puts a chunk of another kind into it.</summary>
internal static class PngMutation
{
    private static readonly string[] Kinds = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "tEXt", "gAMA", "ABCD"];

    public static byte[] Apply(byte[] png, FuzzRandom random)
    {
        int data = png.AsSpan().IndexOf("IDAT"u8) - 4;
        if (data < 8) return png;
        if (random.OneIn(3))
        {
            byte[] content = new byte[random.Below(20)];
            return [.. png[..data], .. Chunk(random.Pick(Kinds), content), .. png[data..]];
        }

        // All data in one chunk; what follows it is the end.
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(data));
        if (length < 0 || length > png.Length - data - 12 || Unpack(png.AsSpan(data + 8, length)) is not byte[] raw || raw.Length == 0)
            return png;
        for (int n = 1 + random.Below(4); n > 0; n--)
            raw[random.Below(raw.Length)] = random.OneIn(2) ? (byte)random.Below(6) : random.Byte();
        if (random.OneIn(4)) raw = random.OneIn(2) ? raw[..random.Below(raw.Length)] : [.. raw, .. new byte[random.Below(100)]];
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(raw);
        return [.. png[..data], .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[]? Unpack(ReadOnlySpan<byte> packed)
    {
        try
        {
            using ZLibStream zlib = new(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            byte[] raw = new byte[1 << 16];
            return raw[..zlib.ReadAtLeast(raw, raw.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }
    }

    private static byte[] Chunk(string kind, byte[] content)
    {
        byte[] chunk = [.. new byte[4], .. System.Text.Encoding.ASCII.GetBytes(kind), .. content, .. new byte[4]];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc32.Of(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }
}
