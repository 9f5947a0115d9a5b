using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nad.Files.Archives;

/// <summary>
/// The central directory of a zip archive, every entry held against its local header, so that no two readers can see two different
/// archives: doubled names, names that climb out, overlapping or encrypted entries and directories that disagree are refused. Nothing is
/// ever unpacked to disk.
/// </summary>
/// <remarks>
/// PKWARE APPNOTE 6.3, sections 4.3 to 4.5, zip64 included (PyTorch writes it always). BCL's ZipArchive keeps doubled names and ignores
/// overlaps.
/// </remarks>
public sealed class ZipDirectory
{
    private const int EndSize = 22, Locator64Size = 20, End64Size = 56, CentralSize = 46, LocalSize = 30;

    // What Linux takes as a path.
    private const int LongestName = 4096;

    // Deflate cannot do better than 258 bytes for every 2 bits.
    private const long MaxRatio = 1032;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly ArchiveBytes zip;
    private readonly bool lenient;
    private readonly List<ZipEntry> entries = [];

    private ZipDirectory(ArchiveBytes zip, bool lenient)
    {
        this.zip = zip;
        this.lenient = lenient;
        (long end, long at, long size, long count, bool wide) = FindDirectory();
        if (at < 0 || size < 0 || size > end || at > end - size || size > Array.MaxLength || count < 0)
        {
            throw new DamagedFileException("Damaged: the directory of the zip archive lies outside the file. Get the file again.");
        }

        // Bytes in front of the archive (a self-extractor) move everything by the same distance.
        long start = end - size, shift = start - at;
        if (shift != 0 && !lenient)
            throw new RefusedFileException(
                "Refused: something lies between the directory of the zip archive and its end, so different readers would "
                + "see different files.");

        HashSet<string> names = new(StringComparer.Ordinal);
        for (ReadOnlySpan<byte> directory = zip.Read(start, (int)size); !directory.IsEmpty;)
        {
            long central = end - directory.Length;
            ZipEntry entry = ReadEntry(ref directory, shift, start);
            entry.Central = central;
            if (!names.Add(entry.Name))
                throw new RefusedFileException(
                    $"Refused: the archive holds {Printable.Of(entry.Name)} twice, so different readers would see different files.");
            entries.Add(entry);
        }

        // Some tools count in 16 bits, however many entries there are.
        if (count != entries.Count && (!lenient || wide || count != (entries.Count & 0xFFFF)))
        {
            throw new DamagedFileException(
                $"Damaged: the zip archive announces {count} entries, but its directory has {entries.Count}. Get the file again.");
        }

        CheckOverlaps(start);
    }

    /// <summary>In the order of the directory; names are unique.</summary>
    public IReadOnlyList<ZipEntry> Entries => entries;

    /// <summary>
    /// Reads the directory of an archive in memory; nothing may stand before the archive, and all local headers are checked at once.
    /// </summary>
    /// <exception cref="DamagedFileException">Truncated or inconsistent.</exception>
    /// <exception cref="UnsupportedInputException">Encrypted, in several parts, or packed by another method than deflate.</exception>
    /// <exception cref="RefusedFileException">Different readers could see different files in it, or a name leads outside of it.</exception>
    public static ZipDirectory Read(ReadOnlyMemory<byte> archive) => new(new ArchiveBytes.InMemory(archive), lenient: false);

    /// <summary>
    /// Reads the directory of an archive that somebody packed by hand: bytes in front of it, backslashes and names that are not UTF-8 are
    /// taken as they are. A local header is checked when its entry is asked for, so that a large archive opens at once.
    /// </summary>
    /// <param name="archive">Open for as long as the directory is used; it may be used from several threads.</param>
    /// <exception cref="NadException">As for <see cref="Read(ReadOnlyMemory{byte})"/>.</exception>
    /// <exception cref="IOException">The system cannot read it.</exception>
    public static ZipDirectory Read(SafeFileHandle archive) => new(new ArchiveBytes.InFile(archive), lenient: true);

    /// <summary>Where the stored bytes of an entry begin.</summary>
    /// <exception cref="NadException">The local header says something else than the directory.</exception>
    public long DataOffset(ZipEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return DataOffset(zip, entry);
    }

    /// <summary>The same, by a handle of the caller's own.</summary>
    /// <exception cref="IOException">The system cannot read it.</exception>
    public static long DataOffset(SafeFileHandle archive, ZipEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return DataOffset(new ArchiveBytes.InFile(archive), entry);
    }

    private static long DataOffset(ArchiveBytes zip, ZipEntry entry)
    {
        string shown = Printable.Of(entry.Name);
        ReadOnlySpan<byte> local = zip.Read(entry.Start, (int)Math.Min(LocalSize + entry.RawName.Length, entry.Limit - entry.Start));
        long data = entry.Start + LocalSize + Read16(local, 26) + Read16(local, 28);
        if (Read32(local, 0) != 0x04034b50 || data > entry.Limit - entry.Stored)
            throw new DamagedFileException($"Damaged: {shown} does not fit into the file. Get the file again.");
        if (Read16(local, 26) != entry.RawName.Length || !local[LocalSize..].SequenceEqual(entry.RawName)
            || Read16(local, 8) != (entry.Deflated ? 8 : 0) || (Read16(local, 6) & 1) != 0)
        {
            throw Disagree(shown);
        }

        // Writers that do not know the sizes beforehand set bit 3 and leave them out; zip64 moves them elsewhere.
        bool told = (Read16(local, 6) & 8) == 0;
        if (told && (Read32(local, 14) != entry.Crc || !Same(Read32(local, 18), entry.Stored) || !Same(Read32(local, 22), entry.Length)))
            throw Disagree(shown);
        return data;

        static bool Same(uint local, long central) => local == uint.MaxValue || local == central;
    }

    private static RefusedFileException Disagree(string shown) =>
        new($"Refused: {shown} is described differently in the directory and beside its content.");

    // The end record is the last thing in the file but for a comment of up to 65,535 bytes.
    private (long End, long At, long Size, long Count, bool Wide) FindDirectory()
    {
        int tailLength = (int)Math.Min(zip.Length, EndSize + ushort.MaxValue + Locator64Size);
        ReadOnlySpan<byte> tail = zip.Read(zip.Length - tailLength, tailLength);
        int at = FindEnd(tail);
        if (at < 0)
            throw new DamagedFileException("This is not a zip archive, or it is truncated: it has no end record. Get the file again.");
        ReadOnlySpan<byte> record = tail[at..];
        if (Read16(record, 4) != 0 || Read16(record, 6) != 0)
            throw new UnsupportedInputException("A zip archive in several parts is not supported.");
        (long count, long start, long size) = (Read16(record, 10), Read32(record, 16), Read32(record, 12));
        long end = zip.Length - tailLength + at;
        if (at < Locator64Size || Read32(tail, at - Locator64Size) != 0x07064b50) return (end, start, size, count, false);

        long end64 = Read64(tail, at - Locator64Size + 8);
        if (end64 < 0 || end64 > end - Locator64Size - End64Size || Read32(zip.Read(end64, End64Size), 0) != 0x06064b50)
        {
            throw new DamagedFileException("Damaged: the zip64 end record is not where it should be. Get the file again.");
        }

        ReadOnlySpan<byte> record64 = zip.Read(end64, End64Size);
        (long count64, long size64, long start64) = (Read64(record64, 32), Read64(record64, 40), Read64(record64, 48));
        if ((count != 0xFFFF && count != count64) || (size != uint.MaxValue && size != size64)
            || (start != uint.MaxValue && start != start64))
        {
            throw new RefusedFileException(
                "Refused: the two directories of the zip archive disagree, so different readers would see different files.");
        }

        return (end64, start64, size64, count64, true);
    }

    // The comment must end exactly with the file: a record inside a comment cannot pass for the real one.
    private static int FindEnd(ReadOnlySpan<byte> tail)
    {
        for (int at = tail.Length - EndSize; at >= 0; at--)
        {
            if (Read32(tail, at) == 0x06054b50 && at + EndSize + Read16(tail, at + 20) == tail.Length) return at;
        }

        return -1;
    }

    private ZipEntry ReadEntry(ref ReadOnlySpan<byte> directory, long shift, long directoryStart)
    {
        if (directory.Length < CentralSize || Read32(directory, 0) != 0x02014b50)
            throw new DamagedFileException("Damaged: an entry of the zip directory is broken. Get the file again.");
        int flags = Read16(directory, 8), method = Read16(directory, 10);
        uint crc = Read32(directory, 16);
        long stored = Read32(directory, 20), length = Read32(directory, 24), start = Read32(directory, 42);
        int nameLength = Read16(directory, 28), extraLength = Read16(directory, 30),
            total = CentralSize + nameLength + extraLength + Read16(directory, 32);
        if (total > directory.Length)
            throw new DamagedFileException("Damaged: an entry of the zip directory is cut short. Get the file again.");
        byte[] rawName = directory.Slice(CentralSize, nameLength).ToArray();
        string name = Name(rawName), shown = Printable.Of(name);
        Extend(directory.Slice(CentralSize + nameLength, extraLength), ref length, ref stored, ref start);
        directory = directory[total..];

        if ((flags & 1) != 0)
            throw new UnsupportedInputException(
                $"{shown} in the archive is encrypted, which is not supported. Pack it again without a password.");
        if (method is not (0 or 8))
            throw new UnsupportedInputException(
                $"{shown} is packed with method {method}; stored (0) and deflated (8) are read. Repack the archive.");
        if (method == 0 && stored != length)
            throw new RefusedFileException($"Refused: {shown} is stored, but claims {length} bytes in {stored}.");
        if (stored < 0 || length < 0 || length > Array.MaxLength || stored > directoryStart)
            throw new DamagedFileException($"Damaged: {shown} claims {length} bytes, more than can be.");
        if (method == 8 && length > (stored * MaxRatio) + 64)
            throw new DamagedFileException($"Damaged: the {stored} bytes of {shown} in the archive cannot hold {length} bytes.");
        if (start < 0 || start > directoryStart - LocalSize - shift)
            throw new DamagedFileException($"Damaged: {shown} starts outside the file.");

        ZipEntry entry = new(name, rawName)
        {
            Deflated = method == 8,
            Crc = crc,
            Stored = stored,
            Length = length,
            Start = start + shift,
            Limit = directoryStart
        };
        if (!lenient) DataOffset(entry);
        return entry;
    }

    private void CheckOverlaps(long directoryStart)
    {
        long next = directoryStart;
        foreach (ZipEntry entry in entries.OrderByDescending(e => e.Start))
        {
            // Where the local header is not read yet, its extra field is unknown: the entry is at least this long, and its data is held
            // against the limit later.
            long end = (lenient ? entry.Start + LocalSize + entry.RawName.Length : DataOffset(entry)) + entry.Stored;
            if (end > next) throw new RefusedFileException($"Refused: {Printable.Of(entry.Name)} overlaps another entry of the archive.");
            entry.Limit = next;
            next = entry.Start;
        }
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

    private string Name(byte[] raw)
    {
        if (raw.Length > LongestName)
            throw new DamagedFileException(
                $"Damaged: a name in the zip archive has {raw.Length} bytes; no file system takes more than {LongestName}.");
        string name;
        try
        {
            name = lenient ? FileNameBytes.Decode(raw).Replace('\\', '/') : Utf8.GetString(raw);
        }
        catch (DecoderFallbackException e)
        {
            throw new DamagedFileException("Damaged: a name in the zip archive is not UTF-8.", e);
        }

        bool drive = name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0]);
        if (name.Length == 0 || name[0] == '/' || drive || name.Contains('\\') || name.Contains('\0') || name.Split('/').Contains(".."))
        {
            throw new RefusedFileException(
                $"Refused: the archive holds a file named \"{Printable.Of(name)}\", which points outside of it.");
        }

        return name;
    }

    private static int Read16(ReadOnlySpan<byte> span, int at) => BinaryPrimitives.ReadUInt16LittleEndian(span[at..]);

    private static uint Read32(ReadOnlySpan<byte> span, int at) => BinaryPrimitives.ReadUInt32LittleEndian(span[at..]);

    private static long Read64(ReadOnlySpan<byte> span, int at) => BinaryPrimitives.ReadInt64LittleEndian(span[at..]);
}
