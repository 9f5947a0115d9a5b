using System.Buffers.Binary;

namespace Nad.Fuzz;

/// <summary>Makes the header length of a NumPy array right again: the header ends with the first line feed.</summary>
internal static class NpyMender
{
    public static byte[] Mend(byte[] original)
    {
        byte[] npy = [.. original];
        int end = npy.AsSpan().IndexOf((byte)'\n');
        if (npy.Length < 12 || end < 12) return npy;
        if (npy[6] == 1) BinaryPrimitives.WriteUInt16LittleEndian(npy.AsSpan(8), (ushort)(end - 9));
        else BinaryPrimitives.WriteInt32LittleEndian(npy.AsSpan(8), end - 11);
        return npy;
    }
}
