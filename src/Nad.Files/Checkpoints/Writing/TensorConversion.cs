using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Nad.Files.Checkpoints.Writing;

/// <summary>Changes the element type of a tensor, rounding to nearest even.</summary>
public static class TensorConversion
{
    /// <summary>The same values in another type; finite values beyond its range become the largest that it has.</summary>
    /// <param name="tensor">Any tensor.</param>
    /// <param name="type">The type that is wanted. To integers, fractions are cut off.</param>
    public static TensorData To(TensorData tensor, DType type)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Type == type) return tensor;
        int from = tensor.Type.SizeInBytes(), to = type.SizeInBytes(), count = tensor.Bytes.Length / from;
        byte[] bytes = new byte[count * to];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> source = tensor.Bytes.AsSpan(i * from, from);
            Span<byte> target = bytes.AsSpan(i * to, to);
            if (IsFloating(tensor.Type) || IsFloating(type)) Write(target, type, Real(source, tensor.Type));
            else WriteInteger(target, type, Integer(source, tensor.Type));
        }

        return new TensorData(type, tensor.Shape, bytes);
    }

    /// <summary>Whether training can move values of this type.</summary>
    public static bool IsFloating(DType type) => type is DType.Float16 or DType.BFloat16 or DType.Float32 or DType.Float64;

    /// <summary>All elements as doubles.</summary>
    public static double[] Doubles(TensorData tensor) => MemoryMarshal.Cast<byte, double>(To(tensor, DType.Float64).Bytes).ToArray();

    private static double Real(ReadOnlySpan<byte> bytes, DType type) => type switch
    {
        DType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        DType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        DType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        DType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        _ => Integer(bytes, type),
    };

    private static long Integer(ReadOnlySpan<byte> bytes, DType type) => type switch
    {
        DType.UInt8 or DType.Bool => bytes[0],
        DType.Int8 => (sbyte)bytes[0],
        DType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        DType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };

    private static void Write(Span<byte> target, DType type, double value)
    {
        switch (type)
        {
            case DType.Float64: BinaryPrimitives.WriteDoubleLittleEndian(target, value); break;
            case DType.Float32: BinaryPrimitives.WriteSingleLittleEndian(target, (float)Within(value, float.MaxValue)); break;
            case DType.Float16: BinaryPrimitives.WriteHalfLittleEndian(target, (Half)Within(value, (double)Half.MaxValue)); break;
            case DType.BFloat16: BinaryPrimitives.WriteUInt16LittleEndian(target, BrainBits(value)); break;
            default: WriteInteger(target, type, double.IsNaN(value) ? 0 : (long)value); break;
        }
    }

    private static double Within(double value, double most) => double.IsFinite(value) ? Math.Clamp(value, -most, most) : value;

    private static ushort BrainBits(double value)
    {
        const ushort Largest = 0x7F7F;
        int bits = BitConverter.SingleToInt32Bits((float)Within(value, float.MaxValue));
        if (double.IsNaN(value)) return (ushort)((bits >> 16) | 0x40);
        ushort rounded = (ushort)((uint)(bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        return double.IsFinite(value) && (rounded & 0x7FFF) > Largest ? (ushort)((rounded & 0x8000) | Largest) : rounded;
    }

    private static void WriteInteger(Span<byte> target, DType type, long value)
    {
        switch (type)
        {
            case DType.UInt8: target[0] = (byte)Math.Clamp(value, byte.MinValue, byte.MaxValue); break;
            case DType.Bool: target[0] = value != 0 ? (byte)1 : (byte)0; break;
            case DType.Int8: target[0] = (byte)(sbyte)Math.Clamp(value, sbyte.MinValue, sbyte.MaxValue); break;
            case DType.Int16:
                BinaryPrimitives.WriteInt16LittleEndian(target, (short)Math.Clamp(value, short.MinValue, short.MaxValue));
                break;
            case DType.Int32: BinaryPrimitives.WriteInt32LittleEndian(target, (int)Math.Clamp(value, int.MinValue, int.MaxValue)); break;
            default: BinaryPrimitives.WriteInt64LittleEndian(target, value); break;
        }
    }
}
