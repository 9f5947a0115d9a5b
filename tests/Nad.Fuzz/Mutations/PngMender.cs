using System.Buffers.Binary;

namespace Nad.Fuzz;

/// <summary>Makes the checksums of a PNG right again.</summary>
internal static class PngMender
{
    public static byte[] Mend(byte[] original)
    {
        byte[] png = [.. original];
        for (int at = 8; at + 12 <= png.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            if (length > png.Length - at - 12) break;
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(at + 8 + (int)length), Crc32.Of(png.AsSpan(at + 4, (int)length + 4)));
            at += 12 + (int)length;
        }

        return png;
    }
}
