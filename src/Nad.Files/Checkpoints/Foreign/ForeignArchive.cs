using System.IO.Compression;
using System.Text;
using Nad.Files.Archives;

namespace Nad.Files.Checkpoints.Foreign;

/// <summary>Archives around a checkpoint: what they hold is named as far as a few kilobytes show it. Nothing is unpacked to disk.</summary>
internal static class ForeignArchive
{
    private const int MostNames = 200;

    // A tar block; enough of the content of a gzip file to see what it is.
    private const int Block = 512;

    private static readonly string[] Endings =
    [
        ".pth", ".pt", ".th", ".tar", ".bin", ".ckpt", ".safetensors", ".model", ".pkl", ".pickle", ".t7", ".onnx", ".h5", ".keras",
        ".weights", ".pt2"
    ];

    /// <summary>What a zip archive is that holds no <c>data.pkl</c>, or more than that; null for an archive of <c>torch.save</c>.</summary>
    public static ForeignFile? OfZip(IReadOnlyList<ZipEntry> entries)
    {
        bool Has(string name) => entries.Any(e => e.Name == name || e.Name.EndsWith("/" + name, StringComparison.Ordinal));
        if (Has("constants.pkl") || entries.Any(e => e.Name.Contains("/code/", StringComparison.Ordinal)))
        {
            return new(
                "TorchScript archive",
                "It holds a program beside the weights, and that is never run. "
                    + "Ask its author for the state dict or safetensors of the network.");
        }

        bool graph =
            entries.Any(e => e.Name.Contains("/models/", StringComparison.Ordinal) && e.Name.EndsWith(".json", StringComparison.Ordinal));
        if (graph || Has("serialized_exported_program.json") || Has("archive_format"))
        {
            return new("archive of torch.export (.pt2)", "Ask its author for the state dict or safetensors of the network.");
        }

        if (Has("data.pkl")) return null;
        if (Has("model.weights.h5")) return new("Keras model (.keras)", ForeignMagic.Convert);
        if (entries.Count > 0 && entries.All(e => e.Name.EndsWith(".npy", StringComparison.Ordinal)))
        {
            return new("numpy archive (.npz)", "It holds arrays without a network. Name the checkpoint that they belong to.");
        }

        if (Has("saved_model.pb")) return new("zip archive of a TensorFlow SavedModel", ForeignMagic.Convert);
        return Holding("zip archive", "unzip", [.. entries.Select(e => e.Name)], "zip archive without a data.pkl");
    }

    /// <summary>A tar archive, by the names in its headers; null where it is none.</summary>
    public static ForeignFile? OfTar(ReadOnlySpan<byte> bytes)
    {
        if (!IsTar(bytes)) return null;
        List<string> names = TarNames(bytes);
        return names.Contains("storages") && names.Contains("tensors") && names.Contains("pickle")
            ? new("PyTorch file of the tar form of 2016", "That form is not read. Ask its author for safetensors or a current file.")
            : Holding("tar archive", "tar -xf", names, "tar archive");
    }

    /// <summary>A gzip file, and what it packs; null where it is none.</summary>
    public static ForeignFile? OfGzip(ReadOnlyMemory<byte> file)
    {
        if (!file.Span.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return null;
        byte[] first = Beginning(file);
        if (!IsTar(first)) return new("gzip archive", "Unpack it with gunzip (the file name must end in .gz), then name what comes out.");
        return Holding("tar archive packed by gzip", "tar -xzf", TarNames(first), "tar archive packed by gzip");
    }

    private static ForeignFile Holding(string kind, string command, List<string> names, string otherwise)
    {
        List<string> models = [.. names.Where(n => Endings.Any(e => n.EndsWith(e, StringComparison.OrdinalIgnoreCase)))];
        if (models.Count == 0)
        {
            string first = names.Count == 0 ? "" : $" (it holds {List(names)})";
            return new(
                otherwise + first, $"No checkpoint is in sight there. If one is inside, unpack the archive ({command}) and name it.");
        }

        string which = models.Count == 1 ? Printable.Of(models[0], 60) : "the one that is meant";
        return new($"{kind} that holds {List(models)}", $"Unpack it ({command}) and name {which}.");
    }

    private static string List(List<string> names) =>
        string.Join(", ", names.Take(3).Select(n => Printable.Of(n, 60))) + (names.Count > 3 ? $" and {names.Count - 3} more" : "");

    private static bool IsTar(ReadOnlySpan<byte> bytes) => bytes.Length >= 262 && bytes[257..].StartsWith("ustar"u8);

    private static List<string> TarNames(ReadOnlySpan<byte> bytes)
    {
        List<string> names = [];
        for (long at = 0; at + Block <= bytes.Length && names.Count < MostNames;)
        {
            ReadOnlySpan<byte> header = bytes.Slice((int)at, Block);
            if (header[0] == 0 || !TrySize(header, out long size)) break;

            // '0', NUL: a file. Others are folders, links and notes.
            if (header[156] is (byte)'0' or 0) names.Add(Encoding.UTF8.GetString(header[..100].TrimEnd((byte)0)));
            if (size > bytes.Length) break;
            at += Block + ((size + Block - 1) / Block * Block);
        }

        return names;
    }

    private static bool TrySize(ReadOnlySpan<byte> header, out long size)
    {
        size = 0;
        foreach (byte digit in header.Slice(124, 11))
        {
            if (digit is (byte)' ' or 0) continue;
            if (digit is < (byte)'0' or > (byte)'7') return false;
            size = (size * 8) + digit - '0';
        }

        return true;
    }

    private static byte[] Beginning(ReadOnlyMemory<byte> file)
    {
        byte[] first = new byte[Block];
        try
        {
            using MemoryStream source = new(file[..Math.Min(file.Length, 1 << 16)].ToArray());
            using GZipStream unpacked = new(source, CompressionMode.Decompress);
            return first[..unpacked.ReadAtLeast(first, Block, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return [];
        }
    }
}
