using System.Buffers.Binary;

namespace Nad.Files;

/// <summary>
/// The checksum of PNG chunks and zip entries (IEEE 802.3, reflected polynomial 0xEDB88320), eight bytes at a step; the BCL keeps its own
/// to itself.
/// </summary>
public static class Crc32
{
    private static readonly uint[] Table = BuildTable();

    /// <summary>Checksum of the bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<uint> table = Table;
        uint crc = ~0u;
        for (; data.Length >= 8; data = data[8..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            crc = table[0x700 + (int)(low & 255)] ^ table[0x600 + (int)((low >> 8) & 255)]
                ^ table[0x500 + (int)((low >> 16) & 255)] ^ table[0x400 + (int)(low >> 24)]
                ^ table[0x300 + (int)(high & 255)] ^ table[0x200 + (int)((high >> 8) & 255)]
                ^ table[0x100 + (int)((high >> 16) & 255)] ^ table[(int)(high >> 24)];
        }

        foreach (byte b in data) crc = (crc >> 8) ^ table[(int)((crc ^ b) & 255)];
        return ~crc;
    }

    // Row k holds the effect of a byte that k further bytes have moved along.
    private static uint[] BuildTable()
    {
        uint[] table = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
            table[i] = crc;
        }

        for (int i = 256; i < table.Length; i++) table[i] = (table[i - 256] >> 8) ^ table[table[i - 256] & 255];
        return table;
    }
}
