using System.Buffers.Binary;

namespace Nad.Fuzz;

/// <summary>
/// Makes the header length of a safetensors file right again: the header ends behind the last two braces and the spaces that follow.
/// </summary>
internal static class SafeTensorsMender
{
    public static byte[] Mend(byte[] original)
    {
        byte[] file = [.. original];
        int end = file.AsSpan().LastIndexOf("}}"u8) + 2;
        if (file.Length < 8 || end < 10) return file;
        while (end < file.Length && file[end] == ' ') end++;
        BinaryPrimitives.WriteInt64LittleEndian(file, end - 8);
        return file;
    }
}
