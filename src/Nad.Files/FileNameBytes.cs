using System.Text;
using System.Text.Unicode;

namespace Nad.Files;

/// <summary>
/// Names of files as text and back without a loss. A name on Linux is bytes, usually UTF-8; a byte that is none becomes a lone surrogate,
/// U+DC00 + byte, as in Python's <c>surrogateescape</c>. <see cref="Printable"/> shows it as <c>\xNN</c>.
/// </summary>
public static class FileNameBytes
{
    private const char FirstEscape = '\uDC80', LastEscape = '\uDCFF';
    private const int EscapeBase = 0xDC00;

    /// <summary>The text of a name; any bytes are allowed.</summary>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        if (Utf8.IsValid(name)) return Encoding.UTF8.GetString(name);
        StringBuilder text = new(name.Length);
        while (!name.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(name, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            text.Append(valid ? rune.ToString() : ((char)(EscapeBase + name[0])).ToString());
            name = name[(valid ? length : 1)..];
        }

        return text.ToString();
    }

    /// <summary>
    /// The bytes of a name with the zero behind them that system calls want; text that <see cref="Decode"/> made gives the bytes it was
    /// made from.
    /// </summary>
    public static byte[] Encode(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        byte[] bytes = new byte[(name.Length * 3) + 1];
        int written = 0;
        for (int at = 0; at < name.Length;)
        {
            if (IsEscape(name[at]))
            {
                bytes[written++] = (byte)(name[at++] - EscapeBase);
                continue;
            }

            // A surrogate without its partner, which no name of a file gives, becomes a question mark that no file has.
            if (Rune.DecodeFromUtf16(name.AsSpan(at), out Rune rune, out int length) != System.Buffers.OperationStatus.Done)
                rune = new Rune('?');
            at += length;
            written += rune.EncodeToUtf8(bytes.AsSpan(written));
        }

        return bytes[..(written + 1)];
    }

    /// <summary>Whether a character stands for a byte that is not UTF-8.</summary>
    public static bool IsEscape(char c) => c is >= FirstEscape and <= LastEscape;
}
