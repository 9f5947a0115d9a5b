using System.Buffers.Binary;
using System.Text;

namespace Nad.Files.Checkpoints;

/// <summary>A cursor over pickle bytes; every read is checked against what is left.</summary>
internal sealed class PickleReader(ReadOnlyMemory<byte> data)
{
    /// <summary>A module or attribute name longer than this is no name.</summary>
    private const int LongestLine = 4096;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    // So that short streams are not special.
    private const int FreeAgain = 1 << 16;

    private long again;

    public int Position { get; private set; }

    public int Length => data.Length;

    public int Remaining => data.Length - Position;

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>The next <paramref name="count"/> bytes; a count as read from the file, so perhaps negative or beyond the end.</summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Remaining)
        {
            throw new DamagedFileException(count < 0
                ? $"Truncated or damaged: a negative length ({count}) at pickle offset {Position}."
                : "Truncated or damaged: "
                    + $"{count} bytes are needed at pickle offset {Position}, but {Remaining} are left. Get the file again.");
        }

        ReadOnlySpan<byte> span = data.Span.Slice(Position, (int)count);
        Position += (int)count;
        return span;
    }

    public string Text(long count)
    {
        int at = Position;
        try
        {
            return Utf8.GetString(Take(count));
        }
        catch (DecoderFallbackException e)
        {
            throw new DamagedFileException($"Damaged: the text at pickle offset {at} is not UTF-8.", e);
        }
    }

    /// <summary>
    /// Counts characters that are worked through although they were read before, by reference: a few bytes could ask for the same long text
    /// each time.
    /// </summary>
    /// <exception cref="RefusedFileException">All pickles of the stream have more of them than it is long.</exception>
    public void Again(int characters)
    {
        again += characters;
        if (again > (long)Length + FreeAgain) throw new RefusedFileException("Refused: the pickle uses the same text again and again.");
    }

    /// <summary>One line of the textual opcodes, without its line feed.</summary>
    public string Line()
    {
        ReadOnlySpan<byte> rest = data.Span[Position..];
        int end = rest[..Math.Min(rest.Length, LongestLine)].IndexOf((byte)'\n');
        if (end < 0)
        {
            throw new DamagedFileException(
                "Truncated or damaged: "
                + $"the line at pickle offset {Position} does not end within {Math.Min(rest.Length, LongestLine)} bytes.");
        }

        string text = Text(end);
        Position++;
        return text;
    }
}
