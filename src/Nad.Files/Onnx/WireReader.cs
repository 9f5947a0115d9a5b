using System.Buffers.Binary;

namespace Nad.Files.Onnx;

/// <summary>
/// Reads protobuf's wire format from memory: fields one after the other, each a number and a value. It allocates nothing, and every step
/// moves on by at least a byte. Source: protobuf's description of its encoding.
/// </summary>
/// <param name="file">The whole file; places are counted in it.</param>
/// <param name="from">Where the message begins.</param>
/// <param name="to">Behind its last byte.</param>
internal struct WireReader(ReadOnlyMemory<byte> file, int from, int to)
{
    private int at = from;

    /// <summary>Where the field begins, its number included.</summary>
    public int First { get; private set; }

    /// <summary>The whole field as it stands in the file, its number included.</summary>
    public readonly ReadOnlySpan<byte> Whole => file.Span[First..at];

    /// <summary>Number of the field that <see cref="Next"/> found.</summary>
    public int Field { get; private set; }

    /// <summary>Its form.</summary>
    public WireForm Form { get; private set; }

    /// <summary>Its number, where it is one: a varint, or the bits of a fixed value.</summary>
    public ulong Bits { get; private set; }

    /// <summary>Where its bytes begin, where it is a run of bytes.</summary>
    public int Start { get; private set; }

    /// <summary>How many bytes the run has.</summary>
    public int Length { get; private set; }

    /// <summary>Its number as a signed one.</summary>
    public readonly long Integer => (long)Bits;

    /// <summary>Its bits as single precision.</summary>
    public readonly float Single => BitConverter.UInt32BitsToSingle((uint)Bits);

    /// <summary>Its bytes.</summary>
    public readonly ReadOnlySpan<byte> Bytes => file.Span.Slice(Start, Length);

    /// <summary>The message inside.</summary>
    public readonly WireReader Inner => new(file, Start, Start + Length);

    /// <summary>Moves to the next field.</summary>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="DamagedFileException">What stands there is no field, or reaches beyond the message.</exception>
    public bool Next()
    {
        if (at >= to) return false;
        First = at;
        ulong tag = Varint();
        if (tag >> 3 is 0 or > 536_870_911) throw Damaged("a field without a number");
        (Field, Form) = ((int)(tag >> 3), (WireForm)(tag & 7));
        switch (Form)
        {
            case WireForm.Varint: Bits = Varint(); break;
            case WireForm.Fixed64: Bits = BinaryPrimitives.ReadUInt64LittleEndian(Take(8)); break;
            case WireForm.Fixed32: Bits = BinaryPrimitives.ReadUInt32LittleEndian(Take(4)); break;
            case WireForm.Bytes:
                ulong length = Varint();
                if (length > (ulong)(to - at)) throw Damaged($"a field of {length} bytes where {to - at} are left");
                (Start, Length) = (at, (int)length);
                at += Length;
                break;
            default: throw Damaged("a field of an unknown form");
        }

        return true;
    }

    /// <summary>Numbers of a repeated field: one, or all of a packed run.</summary>
    public readonly void AddIntegers(List<long> to)
    {
        if (Form != WireForm.Bytes)
        {
            to.Add(Integer);
            return;
        }

        WireReader inner = Inner;
        while (inner.at < Start + Length) to.Add((long)inner.Varint());
    }

    /// <summary>Single-precision numbers of a repeated field: one, or all of a packed run.</summary>
    public readonly void AddSingles(List<float> to)
    {
        if (Form == WireForm.Fixed32) to.Add(Single);
        else if (Form != WireForm.Bytes || Length % 4 != 0) throw Damaged("a list of numbers of another form");
        else for (int i = 0; i < Length; i += 4) to.Add(BinaryPrimitives.ReadSingleLittleEndian(Bytes[i..]));
    }

    private ulong Varint()
    {
        ReadOnlySpan<byte> bytes = file.Span;
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (at >= to) throw Damaged("a number that is cut off");
            byte b = bytes[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return value;
        }

        throw Damaged("a number of more than 64 bits");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (to - at < count) throw Damaged("a number that is cut off");
        at += count;
        return file.Span.Slice(at - count, count);
    }

    private readonly DamagedFileException Damaged(string what) => new($"The ONNX file is damaged: at byte {at} stands {what}.");
}

/// <summary>The forms of protobuf's values; groups (3 and 4) are not in ONNX.</summary>
internal enum WireForm
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
