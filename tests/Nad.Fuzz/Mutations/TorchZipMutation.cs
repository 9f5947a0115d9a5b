using System.IO.Compression;

namespace Nad.Fuzz;

/// <summary>Changes the pickle inside a PyTorch archive and packs everything again, or changes a field of the archive.</summary>
internal static class TorchZipMutation
{
    public static byte[] Apply(byte[] original, FuzzRandom random)
    {
        if (random.OneIn(2)) return ZipMutation.Apply(original, random);
        try
        {
            using ZipArchive zip = new(new MemoryStream(original), ZipArchiveMode.Read);
            List<(string, byte[])> entries = [];
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                using Stream stream = entry.Open();
                using MemoryStream content = new();
                stream.CopyTo(content);
                bool pickle = entry.Name == "data.pkl";
                entries.Add((entry.FullName, pickle ? PickleMutation.Apply(content.ToArray(), random) : content.ToArray()));
            }

            return Archives.Of(CompressionLevel.NoCompression, [.. entries]);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            // An earlier change broke it for this reader.
            return ZipMutation.Apply(original, random);
        }
    }
}
