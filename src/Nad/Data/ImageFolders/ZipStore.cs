using Microsoft.Win32.SafeHandles;
using Nad.Files.Archives;

namespace Nad.Data;

/// <summary>A zip archive of images, read in place: nothing is ever unpacked to disk.</summary>
internal sealed class ZipStore : IImageStore
{
    // Each level costs memory and a call; no data set nests like this.
    private const int DeepestFolder = 32;

    // What an entry may unpack to whatever it takes in the archive: a picture of 4 megapixels, uncompressed. Beyond it, blank data packs a
    // thousandfold.
    private const long FreeBytes = 32 << 20, MostPerByte = 128;

    private readonly FileStamp stamp;
    private readonly ZipEntry[] entries;

    internal ZipStore(string path)
    {
        Path = path;
        using SafeFileHandle file = DataFile.Open(path);
        ZipDirectory directory = Ask(path, () => ZipDirectory.Read(file));
        stamp = FileStamp.Of(file);
        ZipEntry? deep = directory.Entries.FirstOrDefault(entry => entry.Name.AsSpan().Count('/') > DeepestFolder);
        if (deep is not null)
            throw new UnsupportedInputException(
                $"{Printable.Of(path)}: "
                + $"{Printable.Of(deep.Name)} lies more than {DeepestFolder} folders deep; one folder per class is enough.");
        entries = [.. directory.Entries.Where(entry => !entry.Name.EndsWith('/'))];
        Files = Array.ConvertAll(entries, entry => Plain(entry.Name));
        Folders =
        [
            .. directory.Entries.Where(entry => entry.Name.EndsWith('/')).Select(entry => Plain(entry.Name)).Where(name => name.Length > 0)
        ];
        if (Files.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new RefusedFileException(
                $"{Printable.Of(path)}: "
                + $"refused, because it holds {Printable.Of(twice.Key)} twice, so different readers would see different files.");
    }

    public string Path { get; }

    public IReadOnlyList<string> Files { get; }

    public IReadOnlyList<string> Folders { get; }

    public IImageReader Open() => new Reader(this);

    // "./cat/0.png" is "cat/0.png": bsdtar, libarchive and Python programs write such names.
    private static string Plain(string name) =>
        name.StartsWith('.') || name.EndsWith('/') || name.Contains("/.", StringComparison.Ordinal)
            || name.Contains("//", StringComparison.Ordinal)
            ? string.Join('/', name.Split('/').Where(part => part is not ("" or ".")))
            : name;

    // What reads an archive knows its entries, not its name.
    private static T Ask<T>(string path, Func<T> question)
    {
        try
        {
            return question();
        }
        catch (NadException e)
        {
            throw e.In(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"Cannot read {Printable.Of(path)}: {AtomicFile.Reason(e)}.", e);
        }
    }

    private sealed class Reader : IImageReader
    {
        private readonly ZipStore store;
        private readonly SafeFileHandle archive;

        public Reader(ZipStore store)
        {
            this.store = store;
            archive = DataFile.Open(store.Path);
            if (FileStamp.Of(archive) == store.stamp) return;
            archive.Dispose();
            throw RegularFile.Changed(store.Path);
        }

        public ReadOnlySpan<byte> Read(int file, ReadBuffer buffer)
        {
            ZipEntry entry = store.entries[file];
            string name = Printable.Of($"{store.Path}:{entry.Name}");
            if (entry.Length > ReadBuffer.MaxFileBytes || entry.Stored > ReadBuffer.MaxFileBytes)
                throw new UnsupportedInputException(
                    $"{name}: {entry.Length} bytes are more than an image of a data set may have ({ReadBuffer.MaxFileBytes}).");
            if (entry.Length > Math.Max(FreeBytes, MostPerByte * entry.Stored))
                throw new RefusedFileException(
                    $"Refused: {name} would unpack from {entry.Stored} bytes to {entry.Length}. Store images without compression.");

            long start = Ask(store.Path, () => ZipDirectory.DataOffset(archive, entry));
            Span<byte> content = buffer.Content((int)entry.Length);
            if (entry.Deflated)
            {
                ArraySegment<byte> packed = new(buffer.Packed((int)entry.Stored), 0, (int)entry.Stored);
                DataFile.ReadExactly(archive, packed, start, name);
                ZipInflater.Inflate(packed, content, name);
            }
            else
            {
                DataFile.ReadExactly(archive, content, start, name);
            }

            return Crc32.Of(content) == entry.Crc
                ? content
                : throw new DamagedFileException($"{name}: the checksum of the zip entry is wrong.");
        }

        public void Dispose() => archive.Dispose();
    }
}
