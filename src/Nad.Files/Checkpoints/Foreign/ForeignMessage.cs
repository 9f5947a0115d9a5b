using System.Text;

namespace Nad.Files.Checkpoints.Foreign;

/// <summary>Files without a magic number that are told by their first fields: protocol buffers, and TorchSharp's own format.</summary>
internal static class ForeignMessage
{
    /// <summary>Null where no kind fits.</summary>
    public static ForeignFile? Find(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 6) return null;

        // Field 1 of SavedModel is its schema version, always 1; field 2 its graphs.
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x08, 0x01, 0x12]))
            return new("TensorFlow SavedModel (saved_model.pb)", ForeignMagic.Convert);

        // GraphDef: nodes with a name and an operator.
        ReadOnlySpan<byte> start = bytes[..Math.Min(bytes.Length, 512)];
        if (bytes[0] == 0x0a && (start.IndexOf("Placeholder"u8) >= 0 || start.IndexOf("Const"u8) >= 0))
            return new("TensorFlow graph (.pb)", ForeignMagic.Convert);
        return IsTorchSharp(bytes)
            ? new(
                "file of TorchSharp's Module.save (.dat)",
                "Save the network from .NET as safetensors instead: TorchSharp.PyBridge has save_safetensors.")
            : null;
    }

    // Number of entries, then for each: length and text of the name, element type, number of dimensions; all numbers in 7-bit groups.
    private static bool IsTorchSharp(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        if (!TryNumber(bytes, ref at, out long entries) || entries is < 1 or > 1_000_000) return false;
        if (!TryNumber(bytes, ref at, out long length) || length is < 1 or > 512 || length > bytes.Length - at) return false;
        string name = Encoding.Latin1.GetString(bytes.Slice(at, (int)length));
        at += (int)length;
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_') && name.Any(char.IsAsciiLetter)
            && TryNumber(bytes, ref at, out long type) && type is >= 0 and <= 15
            && TryNumber(bytes, ref at, out long dimensions) && dimensions is >= 0 and <= 8;
    }

    private static bool TryNumber(ReadOnlySpan<byte> bytes, ref int at, out long value)
    {
        value = 0;
        for (int shift = 0; shift < 35 && at < bytes.Length; shift += 7)
        {
            byte group = bytes[at++];
            value |= (long)(group & 0x7f) << shift;
            if (group < 0x80) return true;
        }

        return false;
    }
}
