using System.IO.Compression;

namespace Nad.Files.Tests.Checkpoints;

/// <summary>Archives by the BCL's writer, which does not mind doubled names or names that climb out.</summary>
internal static class ZipBytes
{
    public static byte[] Of(params (string Name, byte[] Content)[] entries) => Of(CompressionLevel.NoCompression, entries);

    public static byte[] Of(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using MemoryStream buffer = new();
        using (ZipArchive archive = new(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream stream = archive.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }

        return buffer.ToArray();
    }

    /// <summary>A torch archive with one data.pkl and storages "0", "1", ...</summary>
    public static byte[] Torch(byte[] pickle, params byte[][] storages) =>
        Of([("archive/data.pkl", pickle), .. storages.Select((s, i) => ($"archive/data/{i}", s)), ("archive/version", "3\n"u8.ToArray())]);
}
