using System.Buffers.Binary;
using System.Text;

namespace Nad.Files.Tests;

/// <summary>Event files are read back by another reader: the format's own words, and a checksum computed bit by bit.</summary>
public sealed class EventFileTests
{
    [Fact]
    public void What_is_written_is_read_back_with_every_checksum()
    {
        using MemoryStream file = new();
        EventFile.Write(
            file,
            DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
            [("student/loss", 1, 0.5f), ("student/loss", 2, 0.25f), ("teacher/val_acc", 1, float.NaN)]);

        byte[][] records = [.. Records(file.ToArray())];

        Assert.Equal(4, records.Length);
        Assert.Contains("brain.Event:2", Encoding.UTF8.GetString(records[0]), StringComparison.Ordinal);
        Assert.Equal(
            [("student/loss", 1L, 0.5f), ("student/loss", 2L, 0.25f), ("teacher/val_acc", 1L, float.NaN)], records.Skip(1).Select(Scalar));
        Assert.All(records, r => Assert.Equal(1.7e9, BinaryPrimitives.ReadDoubleLittleEndian(r.AsSpan(1))));
    }

    // CRC-32C of "123456789" is the check value of its definition.
    [Fact]
    public void The_checksum_of_this_test_is_CRC_32C() => Assert.Equal(0xE3069283u, Crc("123456789"u8));

    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            byte[] content = file.AsSpan(at + 12, length).ToArray();
            Assert.Equal(Masked(content), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            yield return content;
            at += 16 + length;
        }
    }

    // wall_time is 9 bytes; step, a tag and a varint; then summary { value { tag, simple_value } }.
    private static (string, long, float) Scalar(byte[] record)
    {
        Assert.Equal(2 << 3, record[9]);
        long step = record[10];
        ReadOnlySpan<byte> summary = record.AsSpan(11);
        Assert.Equal((5 << 3) | 2, summary[0]);
        ReadOnlySpan<byte> value = summary[4..];
        Assert.Equal((1 << 3) | 2, value[0]);
        int length = value[1];
        ReadOnlySpan<byte> number = value[(2 + length)..];
        Assert.Equal((2 << 3) | 5, number[0]);
        return (Encoding.UTF8.GetString(value.Slice(2, length)), step, BinaryPrimitives.ReadSingleLittleEndian(number[1..]));
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = Crc(bytes);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8u);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82F63B78u : crc >> 1;
        }

        return ~crc;
    }
}
