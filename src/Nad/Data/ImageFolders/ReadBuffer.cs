namespace Nad.Data;

/// <summary>Memory of one thread that reads one file after the other; grows to the largest and is then reused.</summary>
internal sealed class ReadBuffer
{
    // Far above any image that the decoders accept, far below what would hurt.
    internal const int MaxFileBytes = 512 * 1024 * 1024;

    private byte[] content = [], packed = [];

    /// <summary>Room for the content of a file.</summary>
    internal Span<byte> Content(int length) => Grow(ref content, length).AsSpan(0, length);

    /// <summary>Room for the content as an archive stores it.</summary>
    internal byte[] Packed(int length) => Grow(ref packed, length);

    private static byte[] Grow(ref byte[] array, int length)
    {
        if (array.Length < length) array = new byte[Math.Max(length, Math.Min(MaxFileBytes, array.Length * 2))];
        return array;
    }
}
