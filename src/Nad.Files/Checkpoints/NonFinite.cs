using System.Runtime.InteropServices;

namespace Nad.Files.Checkpoints;

/// <summary>Counts elements that no working model has.</summary>
public static class NonFinite
{
    /// <summary>NaN and infinite elements of one tensor; 0 for integer and bool types.</summary>
    public static (long NaN, long Infinite) Count(TensorData tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.Type switch
        {
            DType.Float32 => Scan<uint>(tensor.Bytes, 0x7F800000),
            DType.Float64 => Scan<ulong>(tensor.Bytes, 0x7FF0000000000000),
            DType.Float16 => Scan<ushort>(tensor.Bytes, 0x7C00),
            DType.BFloat16 => Scan<ushort>(tensor.Bytes, 0x7F80),
            _ => (0, 0),
        };
    }

    // In every IEEE layout the magnitude bits of infinity are the exponent mask, and those of NaN are above it.
    private static (long, long) Scan<T>(byte[] bytes, T infinity)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
    {
        (long nan, long infinite) = (0, 0);
        T magnitude = T.MaxValue >> 1;
        foreach (T bits in MemoryMarshal.Cast<byte, T>(bytes))
        {
            T value = bits & magnitude;
            if (value < infinity) continue;
            if (value == infinity) infinite++;
            else nan++;
        }

        return (nan, infinite);
    }
}
