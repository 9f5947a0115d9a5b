using System.Buffers.Binary;

namespace Nad.Files.Onnx;

/// <summary>Collects the elements of one stored tensor, in whichever of the forms the file writes them.</summary>
internal sealed class OnnxElements(ReadOnlyMemory<byte> file)
{
    private int start = -1, length;
    private List<byte>? pieces;

    /// <summary>Adds bytes that are elements as they are: <c>raw_data</c>, or a list of floating-point numbers.</summary>
    public void Add(WireReader field)
    {
        if (field.Form == WireForm.Bytes && start < 0 && pieces is null)
        {
            (start, length) = (field.Start, field.Length);
            return;
        }

        // A list in several pieces, which exporters do not write.
        pieces ??= start < 0 ? [] : [.. file.Span.Slice(start, length)];
        start = -1;
        if (field.Form == WireForm.Bytes)
        {
            pieces.AddRange(field.Bytes);
            return;
        }

        Span<byte> bits = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bits, field.Bits);
        pieces.AddRange(bits[..(field.Form == WireForm.Fixed32 ? 4 : 8)]);
    }

    /// <summary>The tensor, checked: its sizes and its bytes say the same.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">As in the file.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="integers">Elements that are written as whole numbers.</param>
    /// <param name="outside">Elements that lie in another file.</param>
    public OnnxTensor Tensor(string name, long type, List<long> shape, List<long> integers, OnnxPart? outside)
    {
        DType element = type switch
        {
            1 => DType.Float32,
            2 => DType.UInt8,
            3 => DType.Int8,
            5 => DType.Int16,
            6 => DType.Int32,
            7 => DType.Int64,
            9 => DType.Bool,
            10 => DType.Float16,
            11 => DType.Float64,
            16 => DType.BFloat16,
            _ => throw new UnsupportedInputException(
                $"The ONNX tensor '{Printable.Of(name)}' has elements of kind {type}, which are not read; export the network in "
                + "32-bit floating point."),
        };
        if (shape.Count > OnnxTensor.MostDimensions)
            throw new RefusedFileException(
                $"The ONNX tensor '{Printable.Of(name)}' has {shape.Count} dimensions; at most {OnnxTensor.MostDimensions} are read.");
        int size = element.SizeInBytes();
        long count = 1;
        foreach (long dimension in shape)
        {
            if (dimension < 0 || (dimension > 0 && count > int.MaxValue / dimension)) throw Wrong(name, shape, "is larger than any file");
            count *= dimension;
        }

        (ReadOnlyMemory<byte> content, long place) = outside is not null ? (outside.Content, outside.Place)
            : start >= 0 ? (file.Slice(start, length), (long)start)
            : pieces is not null ? (pieces.ToArray(), -1)
            : (Pack(integers, element, size), -1);
        if (content.Length != count * size) throw Wrong(name, shape, $"needs {count * size} bytes, and the file has {content.Length}");
        return new OnnxTensor(name, element, [.. shape], content, place, outside?.File ?? "");
    }

    // Half precision is written as the bits of whole numbers.
    private static byte[] Pack(List<long> integers, DType element, int size)
    {
        if (integers.Count > 0 && element is DType.Float32 or DType.Float64) return [];
        byte[] bytes = new byte[(long)integers.Count * size];
        Span<byte> bits = stackalloc byte[8];
        for (int i = 0; i < integers.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bits, integers[i]);
            bits[..size].CopyTo(bytes.AsSpan(i * size));
        }

        return bytes;
    }

    private static DamagedFileException Wrong(string name, List<long> shape, string why) =>
        new($"The ONNX tensor '{Printable.Of(name)}' of shape [{string.Join(", ", shape.Take(16))}] {why}.");
}
