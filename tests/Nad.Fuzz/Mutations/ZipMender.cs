using System.Buffers.Binary;

namespace Nad.Fuzz;

/// <summary>Makes a zip archive right again as far as it can be: where the directory lies, the checksums, and what stands twice.</summary>
internal static class ZipMender
{
    public static byte[] Mend(byte[] original)
    {
        byte[] zip = [.. original];
        int directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8), end = zip.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (directory < 0 || end < directory || end + 22 > zip.Length) return zip;
        if (zip.AsSpan(directory, end - directory).IndexOf("PK\u0006\u0006"u8) < 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(end + 12), end - directory);
            BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(end + 16), directory);
        }

        int count = 0, local = 0;
        for (int at = directory; at + 46 <= end && zip.AsSpan(at).StartsWith("PK\u0001\u0002"u8); count++)
        {
            // Entries in the order of their content, which is how every writer puts them.
            int next = zip.AsSpan(local, directory - local).IndexOf("PK\u0003\u0004"u8);
            if (next < 0) break;
            local += next;
            MendEntry(zip, at, local);
            local += 4;
            at += 46 + BitConverter.ToUInt16(zip, at + 28) + BitConverter.ToUInt16(zip, at + 30) + BitConverter.ToUInt16(zip, at + 32);
        }

        if (BitConverter.ToUInt16(zip, end + 10) != 0xFFFF) BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(end + 10), (ushort)count);
        return zip;
    }

    private static void MendEntry(byte[] zip, int central, int local)
    {
        if (BitConverter.ToUInt32(zip, central + 42) != uint.MaxValue)
            BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(central + 42), local);
        if (local + 30 > central) return;
        uint stored = BitConverter.ToUInt32(zip, central + 20);
        int data = local + 30 + BitConverter.ToUInt16(zip, local + 26) + BitConverter.ToUInt16(zip, local + 28);

        // The checksum of packed content is left alone: unpacking it is the reader's work.
        if (BitConverter.ToUInt16(zip, central + 10) != 0 || data > central || stored > central - data) return;
        uint crc = Crc32.Of(zip.AsSpan(data, (int)stored));
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(central + 16), crc);
        if ((BitConverter.ToUInt16(zip, local + 6) & 8) == 0) BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(local + 14), crc);
    }
}
