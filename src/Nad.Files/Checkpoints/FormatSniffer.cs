using System.Buffers.Binary;
using Nad.Files.Archives;
using Nad.Files.Checkpoints.Foreign;
using Nad.Files.Onnx;

namespace Nad.Files.Checkpoints;

/// <summary>Tells formats apart by their first bytes, and by the names inside where several share a container.</summary>
internal static class FormatSniffer
{
    // LONG1, 10 bytes: 0x1950a86a20f9469cfc6c; then STOP.
    private static readonly byte[] LegacyMagic = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    /// <summary>The format, its name in words and, where it is none that is read, what to do with such a file.</summary>
    public static (CheckpointFormat Format, string Kind, string Advice) Recognise(ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        if (StartsLike(bytes, [(byte)'P', (byte)'K', 3, 4])) return Zip(file);

        // Before the short magic numbers of others: a length may look like one of them.
        if (HoldsItsHeader(bytes)) return (CheckpointFormat.SafeTensors, "safetensors", "");
        if ((ForeignMagic.Find(bytes) ?? ForeignArchive.OfTar(bytes) ?? ForeignArchive.OfGzip(file)) is { } archive) return Unread(archive);
        if (bytes[0] == 0x80 && (bytes.Length == 1 || bytes[1] <= 5))
        {
            return StartsLegacy(bytes) ? (CheckpointFormat.TorchLegacy, "PyTorch legacy stream (torch.save)", "") : Bare;
        }

        if (IsSafeTensors(bytes)) return (CheckpointFormat.SafeTensors, "safetensors", "");
        if (OnnxFile.LooksLike(bytes)) return (CheckpointFormat.Onnx, "ONNX model", "");
        if (ForeignMessage.Find(bytes) is { } message) return Unread(message);
        if (GlobalScanner.IsTextPickle(file)) return Bare;
        return Unread(ForeignText.Of(file) ?? new(
            $"file of an unknown kind that begins with bytes {Convert.ToHexStringLower(bytes[..Math.Min(bytes.Length, 16)])}",
            "Name the file that torch.save or safetensors wrote; if this was it, get it again."));
    }

    private static (CheckpointFormat, string, string) Bare => (CheckpointFormat.BarePickle, "Python pickle", "");

    private static (CheckpointFormat, string, string) Unread(ForeignFile file) => (CheckpointFormat.Unsupported, file.Kind, file.Advice);

    private static (CheckpointFormat, string, string) Zip(ReadOnlyMemory<byte> file)
    {
        try
        {
            if (ForeignArchive.OfZip(ZipDirectory.Read(file).Entries) is { } foreign) return Unread(foreign);
        }
        catch (NadException)
        {
            // Broken or hostile: said again, in full, when the file is read as what it most likely is.
        }

        return (CheckpointFormat.TorchZip, "PyTorch zip (torch.save)", "");
    }

    private static bool HoldsItsHeader(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 9 && bytes[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(bytes) <= (ulong)bytes.Length - 8;

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
    private static bool StartsLike(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> magic) =>
        bytes.StartsWith(magic[..Math.Min(magic.Length, bytes.Length)]);
}
