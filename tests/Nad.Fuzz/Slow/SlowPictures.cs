using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Nad.Fuzz;

/// <summary>Pictures that are much larger than their files, or in very many pieces.</summary>
internal static class SlowPictures
{
    /// <summary>PNG: blank and huge, of thousands of chunks, or of rows of a single pixel in seven passes.</summary>
    public static byte[] Png(FuzzRandom random, int length)
    {
        (int depth, int colour) = random.Pick([(1, 0), (8, 0), (16, 0), (8, 2), (16, 2), (1, 3), (8, 3), (8, 6), (16, 6)]);
        bool interlaced = random.OneIn(2);
        int side = 1 << random.Below(12), height = random.OneIn(3) ? 1 : random.OneIn(2) ? 4_000_000 / side : side;
        (int w, int h) = random.OneIn(2) ? (side, Math.Min(height, 65535)) : (Math.Min(height, 65535), side);
        int bits = depth * (colour switch { 2 => 3, 6 => 4, _ => 1 });
        byte[] raw = new byte[Math.Min(8 + ((((long)w * bits) + 15) / 8 * h * 2), 1 << 25)];
        if (random.OneIn(2)) raw.AsSpan().Fill((byte)random.Below(5));
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(raw);
        byte[] data = packed.ToArray(), header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, w);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), h);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colour, (byte)(interlaced ? 1 : 0));
        List<byte> png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR", header)];
        if (colour == 3) png.AddRange(Chunk("PLTE", new byte[768]));
        int piece = random.Pick([1, 7, 100, 1 << 20]);
        for (int before = random.OneIn(2) ? length / 12 : 0; before > 0; before--) png.AddRange(Chunk("tEXt", []));
        for (int at = 0; at < data.Length && png.Count < length + 4096; at += piece)
            png.AddRange(Chunk("IDAT", data[at..Math.Min(at + piece, data.Length)]));
        png.AddRange(Chunk("IEND", []));
        return [.. png];
    }

    /// <summary>JPEG: progressive with scans that a few bytes each make go over every block, or with thousands of segments.</summary>
    public static byte[] Jpeg(FuzzRandom random, int length)
    {
        int width = 8 << random.Below(9), height = 8 << random.Below(9), scans = random.Pick([1, 5, 60, 490]),
            components = random.OneIn(2) ? 1 : 3;
        byte[] frame =
        [
            8,
            0,
            0,
            0,
            0,
            (byte)components,
            .. Enumerable.Range(1, components).SelectMany(c => (byte[])[(byte)c, (byte)(random.OneIn(2) ? 0x11 : 0x22), 0])
        ];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(3), (ushort)width);
        List<byte> file = [0xFF, 0xD8, .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]), .. Segment(0xC2, frame)];
        file.AddRange(Segment(0xC4, [0, 1, .. new byte[15], 0]));
        file.AddRange(Segment(0xC4, [0x10, 1, 0, 0, 0, 14, .. new byte[11], 0xE0, .. Enumerable.Range(0, 14).Select(r => (byte)(r << 4))]));
        for (byte c = 1; c <= components; c++)
        {
            int blocks = (width / 8) * (height / 8);
            file.AddRange([.. Segment(0xDA, [1, c, 0, 0, 0, 0]), .. new byte[(blocks / 8) + 1]]);
            for (int i = 0; i < scans && file.Count < length; i++)
            {
                // The whole band again and again, or each time a coefficient and bit that were not there yet.
                bool again = random.OneIn(50);
                byte k = again ? (byte)1 : (byte)(1 + (i % 63));
                byte last = again ? (byte)63 : k,
                    bits = i / 63 == 0 ? (byte)0x07 : (byte)((Math.Max(0, 8 - (i / 63)) << 4) | Math.Max(0, 7 - (i / 63)));
                file.AddRange([.. Segment(0xDA, [1, c, 0, k, last, bits]), .. Runs(blocks)]);
            }
        }

        for (bool more = random.OneIn(2); more && file.Count < length;)
            file.AddRange(Segment(random.Pick([(byte)0xFE, (byte)0xE1, (byte)0xDB]), [0, .. new byte[64]]));
        return [.. file, 0xFF, 0xD9];
    }

    /// <summary>PPM and PGM as text, with gaps and comments.</summary>
    public static byte[] Pnm(FuzzRandom random, int length)
    {
        int side = 1 + (int)Math.Sqrt(length / 8);
        StringBuilder text = new($"P{random.Pick([2, 3])}");
        string gap = random.Pick([" ", "\n", "#\n", "# comment #\n\n", "     ", "\r\n"]);
        text.Append(gap).Append(side).Append(gap).Append(side / (random.OneIn(2) ? 1 : 3)).Append(gap).Append(random.Pick([1, 255, 65535]));
        string number = random.Pick(["0", "1", "00000001", "65535"]);
        while (text.Length < length) text.Append(gap).Append(number);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    // A run of all blocks in which nothing changes, in the code above: 0 for a run of up to 32,767, 1xxxx for shorter ones.
    private static byte[] Runs(int blocks)
    {
        StringBuilder bits = new();
        for (int left = blocks; left > 0;)
        {
            int run = Math.Min(left, 32767), log = 31 - System.Numerics.BitOperations.LeadingZeroCount((uint)run);
            bits.Append(log == 14 ? "0" : Convert.ToString(16 + log, 2)).Append(
                log > 0 ? Convert.ToString(run - (1 << log), 2).PadLeft(log, '0') : "");
            left -= run;
        }

        while (bits.Length % 8 != 0) bits.Append('1');
        List<byte> bytes = [];
        for (int at = 0; at < bits.Length; at += 8)
        {
            bytes.Add(Convert.ToByte(bits.ToString(at, 8), 2));
            if (bytes[^1] == 0xFF) bytes.Add(0);
        }

        return [.. bytes];
    }

    private static byte[] Segment(byte marker, byte[] content) =>
        [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static byte[] Chunk(string kind, byte[] content)
    {
        byte[] chunk = [.. new byte[4], .. Encoding.ASCII.GetBytes(kind), .. content, .. new byte[4]];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc32.Of(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }
}
