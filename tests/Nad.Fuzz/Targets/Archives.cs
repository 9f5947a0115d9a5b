using System.Buffers.Binary;
using System.IO.Compression;
using Nad.Files.Imaging;

namespace Nad.Fuzz;

/// <summary>Zip archives: of images, and one of the zip64 kind.</summary>
internal static class Archives
{
    public static IReadOnlyList<byte[]> Images { get; } =
        [OfImages(CompressionLevel.NoCompression), OfImages(CompressionLevel.Optimal), ToZip64(OfImages(CompressionLevel.Optimal))];

    public static byte[] Gtsrb { get; } =
        Of(
            CompressionLevel.Optimal,
            [("GTSRB/GT-final_test.csv", Records.GtsrbLabels), .. Records.GtsrbOthers.Select(other => (other.Key, other.Value))]);

    /// <summary>A checkpoint without tensors whose directory is of the zip64 kind.</summary>
    public static byte[] Zip64() =>
        ToZip64(Of(CompressionLevel.NoCompression, ("a/data.pkl", [0x80, 2, (byte)'}', (byte)'.']), ("a/version", "3\n"u8.ToArray())));

    /// <summary>An archive by the BCL's writer, which takes any name.</summary>
    public static byte[] Of(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using MemoryStream buffer = new();
        using (ZipArchive archive = new(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name, level);
                entry.LastWriteTime = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using Stream stream = entry.Open();
                stream.Write(content);
            }
        }

        return buffer.ToArray();
    }

    /// <summary>The same entries, but every number of the directory that can be is moved to its 64-bit place.</summary>
    public static byte[] ToZip64(byte[] zip)
    {
        int directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8), end = zip.AsSpan().IndexOf("PK\u0005\u0006"u8);
        List<byte> file = [.. zip[..directory]];
        for (int at = directory; at < end; at += 46 + BitConverter.ToUInt16(zip, at + 28) + BitConverter.ToUInt16(zip, at + 30))
        {
            byte[] entry = zip[at..(at + 46 + BitConverter.ToUInt16(zip, at + 28))];
            byte[] extra = [1, 0, 24, 0, .. Wide(entry, 24), .. Wide(entry, 20), .. Wide(entry, 42)];
            foreach (int field in (int[])[20, 24, 42]) entry.AsSpan(field, 4).Fill(0xFF);
            entry[30] = (byte)extra.Length;
            file.AddRange([.. entry, .. extra]);
        }

        byte[] record = [.. "PK\u0006\u0006"u8, .. new byte[52]], tail = zip[end..];
        record[4] = 44;
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(24), BitConverter.ToUInt16(tail, 10));
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(32), BitConverter.ToUInt16(tail, 10));
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(40), file.Count - directory);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(48), directory);
        tail.AsSpan(8, 12).Fill(0xFF);
        return [.. file, .. record, .. "PK\u0006\u0007"u8, 0, 0, 0, 0, .. BitConverter.GetBytes((long)file.Count), 1, 0, 0, 0, .. tail];

        static byte[] Wide(byte[] entry, int at) => BitConverter.GetBytes((long)BitConverter.ToUInt32(entry, at));
    }

    private static byte[] OfImages(CompressionLevel level)
    {
        byte[] pixels = new byte[6 * 5 * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * 7);
        byte[] png = PngEncoder.Encode(pixels, 6, 5);
        byte[] ppm = [.. "P6 2 2 255\n"u8, .. pixels[..12]];
        return Of(level, ("set/a/1.png", png), ("set/b/", []), ("set/b/2.ppm", ppm), ("set/readme.txt", "text"u8.ToArray()));
    }
}
