using System.Text;
using Nad.Files.Archives;

namespace Nad.Files.Checkpoints;

/// <summary>Tells formats apart by their first bytes, and by the names inside where several share a container.</summary>
internal static class FormatSniffer
{
    private static readonly (byte[] Magic, int At, string Kind)[] Others =
    [
        ([0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a], 0, "HDF5 file (Keras)"),
        ([0x1f, 0x8b], 0, "gzip archive"),
        ([.. "BZh"u8], 0, "bzip2 archive"),
        ([0xfd, .. "7zXZ"u8], 0, "xz archive"),
        ([0x28, 0xb5, 0x2f, 0xfd], 0, "zstd archive"),
        ([.. "Rar!"u8], 0, "rar archive"),
        ([.. "ustar"u8], 257, "tar archive"),
        ([0x93, .. "NUMPY"u8], 0, "numpy array (.npy)"),
        ([.. "GGUF"u8], 0, "GGUF model"),
        ([.. "TFL3"u8], 4, "TensorFlow Lite model"),
        ([0x7f, .. "ELF"u8], 0, "program (ELF)"),
        ([0x89, .. "PNG"u8], 0, "PNG image"),
        ([0xff, 0xd8, 0xff], 0, "JPEG image"),
        ([.. "version https://git-lfs"u8], 0, "Git LFS pointer (the file itself was not downloaded: git lfs pull)"),
    ];

    // LONG1, 10 bytes: 0x1950a86a20f9469cfc6c; then STOP.
    private static readonly byte[] LegacyMagic = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    /// <summary>The format and its name in words.</summary>
    public static (CheckpointFormat Format, string Kind) Recognise(ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        if (StartsLike(bytes, [(byte)'P', (byte)'K', 3, 4])) return Zip(file);
        foreach ((byte[] magic, int at, string kind) in Others)
        {
            if (bytes.Length >= at + magic.Length && bytes[at..].StartsWith(magic)) return (CheckpointFormat.Unsupported, kind);
        }

        if (bytes[0] == 0x80 && (bytes.Length == 1 || bytes[1] <= 5))
        {
            return StartsLegacy(bytes) ? (CheckpointFormat.TorchLegacy, "PyTorch legacy stream (torch.save)") : Bare;
        }

        if (IsSafeTensors(bytes)) return (CheckpointFormat.SafeTensors, "safetensors");

        // ONNX is a protocol buffer: field 1, a small ir_version; then field 2 or 3, a text.
        if (bytes.Length > 2 && bytes[0] == 0x08 && bytes[1] < 0x20 && bytes[2] is (0x12 or 0x1a)) return (CheckpointFormat.Unsupported, "ONNX model");
        if (GlobalScanner.IsTextPickle(file)) return Bare;
        bool text = IsText(bytes);
        return (CheckpointFormat.Unsupported, (text ? "text" : "file of an unknown kind") + $" that begins with {Beginning(bytes, text)}");
    }

    private static (CheckpointFormat, string) Bare => (CheckpointFormat.BarePickle, "Python pickle");

    private static (CheckpointFormat, string) Zip(ReadOnlyMemory<byte> file)
    {
        try
        {
            IReadOnlyList<ZipEntry> entries = ZipDirectory.Read(file).Entries;
            if (entries.Any(e => e.Name.EndsWith("/constants.pkl", StringComparison.Ordinal) || e.Name.Contains("/code/", StringComparison.Ordinal)))
            {
                return (CheckpointFormat.Unsupported, "TorchScript archive");
            }

            if (!entries.Any(e => e.Name == "data.pkl" || e.Name.EndsWith("/data.pkl", StringComparison.Ordinal)))
            {
                bool arrays = entries.Count > 0 && entries.All(e => e.Name.EndsWith(".npy", StringComparison.Ordinal));
                return (CheckpointFormat.Unsupported, arrays ? "numpy archive (.npz)" : "zip archive without a data.pkl");
            }
        }
        catch (NadException)
        {
            // Broken or hostile: said again, in full, when the file is read as what it most likely is.
        }

        return (CheckpointFormat.TorchZip, "PyTorch zip (torch.save)");
    }

    private static bool IsSafeTensors(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 9 || bytes[8] != '{') return false;

        // Eight characters of text are the start of a text, not a length.
        foreach (byte b in bytes[..8])
        {
            if (b is not ((byte)'\n' or (byte)'\r' or (byte)'\t' or (>= 0x20 and < 0x7f))) return true;
        }

        return false;
    }

    // From protocol 4 on a FRAME (an opcode and eight bytes) may come first.
    private static bool StartsLegacy(ReadOnlySpan<byte> bytes)
    {
        int at = bytes.Length > 2 && bytes[2] == 0x95 ? 11 : 2;
        return bytes.Length > at && StartsLike(bytes[at..], LegacyMagic);
    }

    // A file cut inside its magic is still a damaged file of that kind.
    private static bool StartsLike(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> magic) => bytes.StartsWith(magic[..Math.Min(magic.Length, bytes.Length)]);

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes[..Math.Min(bytes.Length, 512)])
        {
            if (b < 0x20 && b is not ((byte)'\n' or (byte)'\r' or (byte)'\t')) return false;
        }

        return true;
    }

    private static string Beginning(ReadOnlySpan<byte> bytes, bool text)
    {
        ReadOnlySpan<byte> first = bytes[..Math.Min(bytes.Length, 16)];
        return text ? $"\"{Printable.Of(Encoding.Latin1.GetString(first))}\"" : "bytes " + Convert.ToHexStringLower(first);
    }
}
