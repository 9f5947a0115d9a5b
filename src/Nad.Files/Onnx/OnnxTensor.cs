using System.Buffers.Binary;
using Nad.Files.Checkpoints;

namespace Nad.Files.Onnx;

/// <summary>A stored tensor, still in the file.</summary>
/// <param name="Name">Its name; empty in an attribute.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes, outermost first; their product is backed by <paramref name="Content"/>.</param>
/// <param name="Content">The elements, row-major, little-endian.</param>
/// <param name="Place">
/// Where they begin in the file, if they lie there in one run as they are; −1 if they are written as a list of another form.
/// </param>
/// <param name="Beside">Name of the file beside the model that holds them; empty if the model itself does.</param>
public sealed record OnnxTensor(string Name, DType Type, long[] Shape, ReadOnlyMemory<byte> Content, long Place, string Beside = "")
{
    /// <summary>Most dimensions of a tensor or value.</summary>
    internal const int MostDimensions = 16;

    /// <summary>Number of elements.</summary>
    public long Count => Content.Length / Type.SizeInBytes();

    /// <summary>A copy of the elements.</summary>
    public TensorData Data() => new(Type, Shape, Content.ToArray());

    /// <summary>The elements as whole numbers.</summary>
    /// <exception cref="UnsupportedInputException">They are of another type.</exception>
    public long[] Integers()
    {
        ReadOnlySpan<byte> bytes = Content.Span;
        long[] values = new long[Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Type switch
            {
                DType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]),
                DType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]),
                DType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]),
                DType.Int8 => (sbyte)bytes[i],
                DType.UInt8 or DType.Bool => bytes[i],
                _ => throw new UnsupportedInputException(
                    $"The ONNX tensor '{Printable.Of(Name)}' holds {Type} where whole numbers are needed."),
            };
        }

        return values;
    }

    /// <summary>The elements as numbers of double precision.</summary>
    public double[] Numbers()
    {
        ReadOnlySpan<byte> bytes = Content.Span;
        if (Type is not (DType.Float32 or DType.Float64 or DType.Float16)) return Array.ConvertAll(Integers(), i => (double)i);
        double[] values = new double[Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Type switch
            {
                DType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]),
                DType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]),
                _ => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]),
            };
        }

        return values;
    }
}
