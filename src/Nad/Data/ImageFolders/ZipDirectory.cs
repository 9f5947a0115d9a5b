using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nad.Data;

/// <summary>
/// Reads the directory of a zip archive in one go. The BCL's archive class cannot be read by several threads, and opening one for each
/// would parse the directory again and again; the format's few fields are quickly read.
/// </summary>
/// <remarks>PKWARE APPNOTE.TXT 6.3.10, sections 4.3.12 – 4.3.16 and 4.5.3 (zip64).</remarks>
internal static class ZipDirectory
{
    private const int EndBytes = 22, Zip64LocatorBytes = 20, Zip64EndBytes = 56, EntryBytes = 46;

    internal static List<ZipEntryInfo> Read(SafeFileHandle file, string name)
    {
        long length = RandomAccess.GetLength(file);
        (long endAt, long start, long size) = FindDirectory(file, length, name);
        if (size < 0 || start < 0 || size > endAt || start > endAt - size || size > Array.MaxLength)
            throw new DamagedFileException($"{name}: the directory of the zip archive does not lie inside the file.");

        // Bytes in front of the archive (a self-extractor) move everything by the same distance.
        long shift = endAt - size - start;
        byte[] directory = new byte[size];
        DataFile.ReadExactly(file, directory, endAt - size, name);
        List<ZipEntryInfo> entries = [];
        long packed = 0;
        for (ReadOnlySpan<byte> rest = directory; rest.Length >= EntryBytes;)
        {
            ZipEntryInfo entry = ReadEntry(ref rest, shift, name);
            entries.Add(entry);
            packed += entry.PackedSize;
            if (entry.PackedSize < 0 || entry.Size < 0 || entry.HeaderOffset < 0 || entry.HeaderOffset > length - entry.PackedSize)
                throw new DamagedFileException($"{name}: the entry {entry.Name} does not lie inside the zip archive.");
            // Overlapping entries are how a small archive pretends to hold a great deal.
            if (packed > length) throw new DamagedFileException($"{name}: the entries of the zip archive overlap.");
        }

        return entries;
    }

    // The end record is the last thing in the file but for a comment of up to 65535 bytes.
    private static (long EndAt, long Start, long Size) FindDirectory(SafeFileHandle file, long length, string name)
    {
        byte[] tail = new byte[(int)Math.Min(length, EndBytes + 65535 + Zip64LocatorBytes)];
        DataFile.ReadExactly(file, tail, length - tail.Length, name);
        for (int at = tail.Length - EndBytes; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(at);
            if (!end.StartsWith("PK\u0005\u0006"u8) || BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) != end.Length - EndBytes) continue;

            long endAt = length - tail.Length + at;
            if (at >= Zip64LocatorBytes && tail.AsSpan(at - Zip64LocatorBytes).StartsWith("PK\u0006\u0007"u8))
                return FindZip64Directory(file, BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(at - Zip64LocatorBytes + 8)), endAt, name);
            return (endAt, BinaryPrimitives.ReadUInt32LittleEndian(end[16..]), BinaryPrimitives.ReadUInt32LittleEndian(end[12..]));
        }

        throw new DamagedFileException($"{name}: not a zip archive, or cut off (it has no directory).");
    }

    private static (long EndAt, long Start, long Size) FindZip64Directory(SafeFileHandle file, long at, long limit, string name)
    {
        byte[] end = new byte[Zip64EndBytes];
        if (at < 0 || at > limit - end.Length) throw new DamagedFileException($"{name}: the directory of the zip archive does not lie inside the file.");
        DataFile.ReadExactly(file, end, at, name);
        if (!end.AsSpan().StartsWith("PK\u0006\u0006"u8)) throw new DamagedFileException($"{name}: the zip64 record of the archive is not where it should be.");
        return (at, BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(48)), BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(40)));
    }

    private static ZipEntryInfo ReadEntry(ref ReadOnlySpan<byte> rest, long shift, string name)
    {
        ReadOnlySpan<byte> entry = rest;
        int nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(entry[28..]);
        int extraBytes = BinaryPrimitives.ReadUInt16LittleEndian(entry[30..]);
        int total = EntryBytes + nameBytes + extraBytes + BinaryPrimitives.ReadUInt16LittleEndian(entry[32..]);
        if (!entry.StartsWith("PK\u0001\u0002"u8) || total > entry.Length) throw new DamagedFileException($"{name}: the directory of the zip archive is broken.");

        rest = rest[total..];
        long packed = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]), size = BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]);
        ReadZip64Sizes(entry.Slice(EntryBytes + nameBytes, extraBytes), ref size, ref packed, ref offset);
        return new ZipEntryInfo(
            Encoding.UTF8.GetString(entry.Slice(EntryBytes, nameBytes)).Replace('\\', '/'),
            BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]),
            (entry[8] & 1) != 0,
            BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]),
            packed,
            size,
            offset + shift);
    }

    // Numbers that did not fit in 32 bits (all ones there) follow in the extra field 1, in this order.
    private static void ReadZip64Sizes(ReadOnlySpan<byte> extra, ref long size, ref long packed, ref long offset)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            ReadOnlySpan<byte> field = extra.Slice(4, length);
            extra = extra[(4 + length)..];
            if (id != 1) continue;
            Take(ref field, ref size);
            Take(ref field, ref packed);
            Take(ref field, ref offset);
        }
    }

    private static void Take(ref ReadOnlySpan<byte> field, ref long number)
    {
        if (number != uint.MaxValue || field.Length < 8) return;
        number = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
    }
}
