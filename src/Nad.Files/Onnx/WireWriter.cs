using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Nad.Files.Onnx;

/// <summary>Writes protobuf's wire format: fields that are copied as they stood, and fields that are new.</summary>
internal sealed class WireWriter
{
    private const ulong Fixed64 = 1, Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> bytes = new();

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => bytes.WrittenSpan;

    /// <summary>A field as it stood.</summary>
    public void Copy(in WireReader field) => bytes.Write(field.Whole);

    /// <summary>A field that is a run of bytes.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> content)
    {
        Varint(((ulong)field << 3) | (ulong)WireForm.Bytes);
        Varint((ulong)content.Length);
        bytes.Write(content);
    }

    /// <summary>A field that is a text.</summary>
    public void Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A field that is a number.</summary>
    public void Integer(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
    }

    /// <summary>A field that is a number of 32 bits with a point.</summary>
    public void Single(int field, float value)
    {
        Varint(((ulong)field << 3) | Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.GetSpan(sizeof(float)), value);
        bytes.Advance(sizeof(float));
    }

    /// <summary>A field that is a number of 64 bits with a point.</summary>
    public void Double(int field, double value)
    {
        Varint(((ulong)field << 3) | Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.GetSpan(sizeof(double)), value);
        bytes.Advance(sizeof(double));
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Write([(byte)(value | 0x80)]);
        bytes.Write([(byte)value]);
    }
}
