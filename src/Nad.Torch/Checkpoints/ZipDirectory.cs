using System.Buffers.Binary;
using System.Text;

namespace Nad.Torch.Checkpoints;

/// <summary>
/// Reads the central directory of a zip archive and holds every entry against its local header, so that no two readers can see two different archives:
/// doubled names, names that climb out, overlapping or encrypted entries and directories that disagree are refused.
/// </summary>
/// <remarks>PKWARE APPNOTE 6.3, sections 4.3 to 4.5, zip64 included (PyTorch writes it always). BCL's ZipArchive keeps doubled names and ignores overlaps.</remarks>
internal static class ZipDirectory
{
    private const int EndSize = 22, Locator64Size = 20, End64Size = 56, CentralSize = 46, LocalSize = 30;
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public static IReadOnlyList<ZipEntry> Read(ReadOnlySpan<byte> zip)
    {
        (long count, long at, long size) = Locate(zip);
        if (at < 0 || size < 0 || at > zip.Length - size || count < 0 || count > size / CentralSize)
        {
            throw new DamagedFileException("Damaged: the directory of the zip archive lies outside the file. Get the file again.");
        }

        ReadOnlySpan<byte> directory = zip.Slice((int)at, (int)size);
        List<ZipEntry> entries = new((int)count);
        HashSet<string> names = new(StringComparer.Ordinal);
        for (long i = 0; i < count; i++)
        {
            ZipEntry entry = ReadEntry(zip, ref directory, at);
            if (!names.Add(entry.Name)) throw new RefusedFileException($"Refused: the archive holds {Printable.Of(entry.Name)} twice, so different readers would see different files.");
            entries.Add(entry);
        }

        int end = 0;
        foreach (ZipEntry entry in entries.OrderBy(e => e.Start))
        {
            if (entry.Start < end) throw new RefusedFileException($"Refused: {Printable.Of(entry.Name)} overlaps another entry of the archive.");
            end = entry.Data + entry.Stored;
        }

        return entries;
    }

    private static (long Count, long At, long Size) Locate(ReadOnlySpan<byte> zip)
    {
        int end = FindEnd(zip);
        if (end < 0) throw new DamagedFileException("Truncated: the zip archive has no end record. Get the file again.");
        ReadOnlySpan<byte> record = zip[end..];
        if (Read16(record, 4) != 0 || Read16(record, 6) != 0) throw new UnsupportedInputException("A zip archive in several parts is not supported.");
        (long count, long at, long size) = (Read16(record, 10), Read32(record, 16), Read32(record, 12));
        if (end < Locator64Size || Read32(zip, end - Locator64Size) != 0x07064b50) return (count, at, size);

        long at64 = Read64(zip, end - Locator64Size + 8);
        if (at64 < 0 || at64 > zip.Length - End64Size || Read32(zip, (int)at64) != 0x06064b50)
        {
            throw new DamagedFileException("Damaged: the zip64 end record is not where it should be. Get the file again.");
        }

        ReadOnlySpan<byte> record64 = zip[(int)at64..];
        (long count64, long size64, long start64) = (Read64(record64, 32), Read64(record64, 40), Read64(record64, 48));
        if ((count != 0xFFFF && count != count64) || (size != uint.MaxValue && size != size64) || (at != uint.MaxValue && at != start64))
        {
            throw new RefusedFileException("Refused: the two directories of the zip archive disagree, so different readers would see different files.");
        }

        return (count64, start64, size64);
    }

    private static int FindEnd(ReadOnlySpan<byte> zip)
    {
        // The comment must end exactly with the file: a record inside a comment cannot pass for the real one.
        for (int at = zip.Length - EndSize; at >= Math.Max(0, zip.Length - EndSize - ushort.MaxValue); at--)
        {
            if (Read32(zip, at) == 0x06054b50 && at + EndSize + Read16(zip, at + 20) == zip.Length) return at;
        }

        return -1;
    }

    private static ZipEntry ReadEntry(ReadOnlySpan<byte> zip, ref ReadOnlySpan<byte> directory, long directoryStart)
    {
        if (directory.Length < CentralSize || Read32(directory, 0) != 0x02014b50) throw new DamagedFileException("Damaged: an entry of the zip directory is broken. Get the file again.");
        int flags = Read16(directory, 8), method = Read16(directory, 10);
        uint crc = Read32(directory, 16);
        long stored = Read32(directory, 20), length = Read32(directory, 24), start = Read32(directory, 42);
        int nameLength = Read16(directory, 28), extraLength = Read16(directory, 30), total = CentralSize + nameLength + extraLength + Read16(directory, 32);
        if (total > directory.Length) throw new DamagedFileException("Damaged: an entry of the zip directory is cut short. Get the file again.");
        ReadOnlySpan<byte> rawName = directory.Slice(CentralSize, nameLength);
        string name = Name(rawName);
        Extend(directory.Slice(CentralSize + nameLength, extraLength), ref length, ref stored, ref start);
        directory = directory[total..];

        string shown = Printable.Of(name);
        if ((flags & 1) != 0) throw new UnsupportedInputException($"{shown} in the archive is encrypted, which is not supported.");
        if (method is not (0 or 8)) throw new UnsupportedInputException($"{shown} is packed with method {method}; stored (0) and deflated (8) are read. Repack the archive.");
        if (method == 0 && stored != length) throw new RefusedFileException($"Refused: {shown} is stored, but claims {length} bytes in {stored}.");
        if (stored < 0 || length < 0 || length > Array.MaxLength) throw new DamagedFileException($"Damaged: {shown} claims {length} bytes, more than can be.");
        if (start < 0 || start > directoryStart - LocalSize) throw new DamagedFileException($"Damaged: {shown} starts outside the file.");

        ReadOnlySpan<byte> local = zip[(int)start..(int)directoryStart];
        int localName = Read16(local, 26);
        long data = start + LocalSize + localName + Read16(local, 28);
        if (Read32(local, 0) != 0x04034b50 || data > directoryStart - stored) throw new DamagedFileException($"Damaged: {shown} does not fit into the file. Get the file again.");
        if (!local.Slice(LocalSize, localName).SequenceEqual(rawName) || Read16(local, 8) != method)
        {
            throw new RefusedFileException($"Refused: {shown} is described differently in the directory and beside its content.");
        }

        return new ZipEntry(name, method == 8, crc, (int)start, (int)data, (int)stored, (int)length);
    }

    // zip64: the real sizes, only for the fields that did not fit, in this order.
    private static void Extend(ReadOnlySpan<byte> extra, ref long length, ref long stored, ref long start)
    {
        while (extra.Length >= 4)
        {
            int id = Read16(extra, 0), size = Read16(extra, 2);
            if (size > extra.Length - 4) return;
            ReadOnlySpan<byte> field = extra.Slice(4, size);
            extra = extra[(4 + size)..];
            if (id != 1) continue;
            Take(ref field, ref length);
            Take(ref field, ref stored);
            Take(ref field, ref start);
        }

        static void Take(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value != uint.MaxValue || field.Length < 8) return;
            value = Read64(field, 0);
            field = field[8..];
        }
    }

    private static string Name(ReadOnlySpan<byte> raw)
    {
        string name;
        try
        {
            name = Utf8.GetString(raw);
        }
        catch (DecoderFallbackException e)
        {
            throw new DamagedFileException("Damaged: a name in the zip archive is not UTF-8.", e);
        }

        if (name.Length == 0 || name[0] == '/' || name.Contains('\\') || name.Contains('\0') || name.Split('/').Contains(".."))
        {
            throw new RefusedFileException($"Refused: the archive holds a file named \"{Printable.Of(name)}\", which points outside of it.");
        }

        return name;
    }

    private static int Read16(ReadOnlySpan<byte> span, int at) => BinaryPrimitives.ReadUInt16LittleEndian(span[at..]);

    private static uint Read32(ReadOnlySpan<byte> span, int at) => BinaryPrimitives.ReadUInt32LittleEndian(span[at..]);

    private static long Read64(ReadOnlySpan<byte> span, int at) => BinaryPrimitives.ReadInt64LittleEndian(span[at..]);
}
