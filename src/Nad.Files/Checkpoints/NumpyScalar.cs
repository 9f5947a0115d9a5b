using System.Buffers.Binary;

namespace Nad.Files.Checkpoints;

/// <summary>numpy.float64 and its like, which training scripts store as "best accuracy".</summary>
internal static class NumpyScalar
{
    /// <summary>The value as double, long or bool; null where the type is another one.</summary>
    public static object? Decode(object?[] args)
    {
        if (args is not [PickleOpaque { Description: "numpy.dtype", Arguments.Items: [string code, ..] } type, byte[] bytes]) return null;
        if (type.State is PickleTuple { Items: [_, ">", ..] }) return null;
        return (code, bytes.Length) switch
        {
            ("f8", 8) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            ("f4", 4) => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ("f2", 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            ("i8", 8) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            ("i4", 4) => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ("b1", 1) => bytes[0] != 0,
            _ => null,
        };
    }
}
