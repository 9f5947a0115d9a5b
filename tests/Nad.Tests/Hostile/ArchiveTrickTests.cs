using System.Buffers.Binary;
using System.IO.Compression;
using Nad.Fuzz;

namespace Nad.Tests.Hostile;

/// <summary>Every trick of a zip archive against every reader of one: PyTorch's archives, NumPy's, and archives of images.</summary>
public sealed class ArchiveTrickTests
{
    private const int Damaged = 0, Unsupported = 1, Refused = 2;

    // What is done to a valid archive, what must come out, and a word of the message.
    private static readonly Dictionary<string, (Func<byte[], byte[]> Make, int Kind, string Word)> Tricks = new()
    {
        ["a name that climbs out"] = (zip => With(zip, "a/../../x"), Refused, "points outside"),
        ["an absolute name"] = (zip => With(zip, "/etc/x"), Refused, "points outside"),
        ["a name on a drive"] = (zip => With(zip, "c:/x"), Refused, "points outside"),
        ["a name that climbs out by backslashes"] = (zip => With(zip, "a\\..\\..\\x"), Refused, "points outside"),
        ["a name with a zero in it"] = (zip => Replace(With(zip, "a/x.png!y"), "x.png!"u8, "x.png\0"u8), Refused, "points outside"),
        ["a name longer than any path"] = (zip => With(zip, new string('n', 5000)), Damaged, "5000 bytes"),
        ["a doubled entry"] = (zip => With(zip, HostileSupport.Entries(zip)[0].Name), Refused, "twice"),
        ["an encrypted entry"] = (zip => Central(zip, 8, 1, size: 2), Unsupported, "encrypted"),
        ["an entry encrypted beside its content only"] = (zip => Local(zip, 6, 1, size: 2), Refused, "described differently"),
        ["an unknown method"] = (zip => Central(zip, 10, 12, size: 2), Unsupported, "method 12"),
        ["a wrong checksum"] = (zip => Both(zip, 16, 14, 0x12345678), Damaged, "checksum"),
        ["a checksum that differs beside the content"] = (zip => Local(zip, 14, 0x12345678), Refused, "described differently"),
        ["a size that differs beside the content"] = (zip => Local(zip, 22, 3), Refused, "described differently"),
        ["a name that differs beside the content"] = (zip => Local(zip, 30, (byte)'#', size: 1), Refused, "described differently"),
        ["a stored entry that claims gigabytes"] = (zip => Both(zip, 24, 22, 0x7fffffff), Refused, "claims"),
        ["a packed entry that claims gigabytes"] =
            (zip => Both(Repack(zip, CompressionLevel.Optimal), 24, 22, 0x70000000), Damaged, "cannot hold"),
        ["a packed entry that holds more than it says"] =
            (zip => Both(Repack(zip, CompressionLevel.Optimal), 24, 22, 1), Damaged, "unpack"),
        ["an entry that starts behind the end"] = (zip => Central(zip, 42, 0x7fffffff), Damaged, "outside"),
        ["two entries that share their bytes"] = (Shared, Refused, "overlap"),
        ["a directory that starts elsewhere"] = (zip => End(zip, 16, 0x7fffffff), Damaged, "outside"),
        ["a directory larger than the file"] = (zip => End(zip, 12, 0x7fffffff), Damaged, "outside"),
        ["fewer entries announced than there are"] = (zip => End(zip, 10, 1, size: 2), Damaged, "announces"),
        ["more entries announced than there are"] = (zip => End(zip, 10, 60000, size: 2), Damaged, "announces"),
        ["an archive in parts"] = (zip => End(zip, 4, 1, size: 2), Unsupported, "several parts"),
        ["a zip64 record that claims terabytes"] = (zip => Wide(zip, 40, 1L << 42), Refused, "disagree"),
        ["a zip64 record that claims everything"] = (zip => Wide(Archives.ToZip64(zip), 40, long.MaxValue), Damaged, "outside"),
        ["a zip64 record that is not there"] = (zip => Locator(Archives.ToZip64(zip), 8, 3), Damaged, "not where it should be"),
        ["a zip64 record far behind the end"] =
            (zip => Locator(Archives.ToZip64(zip), 8, long.MaxValue), Damaged, "not where it should be"),
        ["a zip64 size of terabytes"] = (zip => Extra(Archives.ToZip64(zip), 1L << 42), Refused, "claims"),
        ["a negative zip64 size"] = (zip => Extra(Archives.ToZip64(zip), -1), Refused, "claims"),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string reader in (string[])["torch-zip", "npz", "image-zip"])
            {
                foreach (string trick in Tricks.Keys) cases.Add(reader, trick);
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Tricks_of_archives_are_refused_by_name(string reader, string trick)
    {
        FuzzTarget target = HostileSupport.Target(reader);
        (Func<byte[], byte[]> make, int kind, string word) = Tricks[trick];

        NadException error = HostileSupport.Refuse(target, make(Repack(target.Seeds[0], CompressionLevel.NoCompression)));

        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.IsType(
            kind == Damaged ? typeof(DamagedFileException)
                : kind == Refused ? typeof(RefusedFileException)
                : typeof(UnsupportedInputException),
            error);
    }

    [Theory]
    [InlineData("torch-zip")]
    [InlineData("npz")]
    [InlineData("image-zip")]
    public void Honest_archives_of_every_kind_are_read(string reader)
    {
        FuzzTarget target = HostileSupport.Target(reader);
        byte[] stored = Repack(target.Seeds[0], CompressionLevel.NoCompression), packed = Repack(target.Seeds[0], CompressionLevel.Optimal);
        foreach (byte[] zip in (byte[][])[stored, packed, Archives.ToZip64(stored), Archives.ToZip64(packed)])
        {
            using Data.TemporaryFolder folder = new();
            target.Read(target.Prepare(folder.Path, zip).Input);
        }
    }

    [Fact]
    public void Zip_bombs_take_no_memory()
    {
        byte[] zeros = new byte[50_000_000];
        byte[] npz = Archives.Of(CompressionLevel.SmallestSize, ("x.npy", zeros)),
            torch = Archives.Of(CompressionLevel.SmallestSize, ("a/data.pkl", zeros));
        byte[] images = Archives.Of(CompressionLevel.SmallestSize, ("a/1.ppm", zeros));
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Contains("unpack", HostileSupport.Refuse(HostileSupport.Target("npz"), npz).Message, StringComparison.Ordinal);
        Assert.Contains("unpack", HostileSupport.Refuse(HostileSupport.Target("image-zip"), images).Message, StringComparison.Ordinal);
        Assert.Contains("unpack", HostileSupport.Refuse(HostileSupport.Target("torch-zip"), torch).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 10_000_000);
    }

    [Fact]
    public void A_picture_hidden_in_thirty_thousand_folders_is_no_picture()
    {
        byte[] zip = Archives.Of(CompressionLevel.NoCompression, (string.Concat(Enumerable.Repeat("a/", 2000)) + "1.png", [1]));
        Assert.Contains("folders deep", HostileSupport.Refuse(HostileSupport.Target("image-zip"), zip).Message, StringComparison.Ordinal);
    }

    private static byte[] Repack(byte[] zip, CompressionLevel level) =>
        Archives.Of(level, [.. HostileSupport.Entries(zip).Where(e => e.Content.Length > 0)]);

    private static byte[] With(byte[] zip, string name) =>
        Archives.Of(CompressionLevel.NoCompression, [.. HostileSupport.Entries(zip), (name, [1, 2, 3])]);

    private static byte[] Replace(byte[] zip, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        byte[] changed = [.. zip];
        for (int at; (at = changed.AsSpan().IndexOf(from)) >= 0;) to.CopyTo(changed.AsSpan(at));
        return changed;
    }

    // The field of a record, of the first entry where there are several.
    private static byte[] Set(byte[] zip, ReadOnlySpan<byte> magic, int field, long value, int size)
    {
        byte[] changed = [.. zip], bytes = BitConverter.GetBytes(value);
        int at = changed.AsSpan().IndexOf(magic);
        if (at < 0) return changed;
        bytes.AsSpan(0, size).CopyTo(changed.AsSpan(at + field));
        return changed;
    }

    private static byte[] Central(byte[] zip, int field, long value, int size = 4) => Set(zip, "PK\u0001\u0002"u8, field, value, size);

    private static byte[] Local(byte[] zip, int field, long value, int size = 4) => Set(zip, "PK\u0003\u0004"u8, field, value, size);

    private static byte[] End(byte[] zip, int field, long value, int size = 4) => Set(zip, "PK\u0005\u0006"u8, field, value, size);

    private static byte[] Both(byte[] zip, int central, int local, long value) => Local(Central(zip, central, value), local, value);

    private static byte[] Locator(byte[] zip, int field, long value) => Set(zip, "PK\u0006\u0007"u8, field, value, 8);

    // An archive without a zip64 record gets one that says something else than its own end record.
    private static byte[] Wide(byte[] zip, int field, long value)
    {
        if (zip.AsSpan().IndexOf("PK\u0006\u0006"u8) >= 0) return Set(zip, "PK\u0006\u0006"u8, field, value, 8);
        byte[] wide = Archives.ToZip64(zip), ends = zip[zip.AsSpan().IndexOf("PK\u0005\u0006"u8)..];
        byte[] changed = Set(wide, "PK\u0006\u0006"u8, field, value, 8);
        ends.CopyTo(changed, changed.Length - ends.Length);
        return changed;
    }

    // The first 64-bit number of the first entry is the length of its content.
    private static byte[] Extra(byte[] zip, long length)
    {
        byte[] changed = [.. zip];
        int at = changed.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteInt64LittleEndian(changed.AsSpan(at + 46 + BitConverter.ToUInt16(changed, at + 28) + 4), length);
        return changed;
    }

    // A second entry that leads to the content of the first, of the same name length so that only the names differ.
    private static byte[] Shared(byte[] zip)
    {
        List<(string Name, byte[] Content)> entries = HostileSupport.Entries(zip);
        string twin = entries[0].Name[..^1] + "~";
        byte[] both = Archives.Of(CompressionLevel.NoCompression, [.. entries, (twin, entries[0].Content)]);

        // The content of the twin is put inside that of the first entry, local header and all.
        int local = both.AsSpan().LastIndexOf("PK\u0003\u0004"u8), directory = both.AsSpan().IndexOf("PK\u0001\u0002"u8);
        byte[] header = both[local..directory];
        byte[] host = [.. header, .. new byte[20]];
        byte[] nested = Archives.Of(CompressionLevel.NoCompression, [.. entries, ("host", host), (twin, entries[0].Content)]);
        int inside = nested.AsSpan().IndexOf(header);
        int last = nested.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteInt32LittleEndian(nested.AsSpan(last + 42), inside);
        return nested;
    }
}
