using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Nad.Data;

/// <summary>A zip archive of images, read in place: nothing is ever unpacked to disk.</summary>
internal sealed class ZipStore : IImageStore
{
    private const int Stored = 0, Deflated = 8, LocalHeaderBytes = 30;

    // Deflate cannot do better than 258 bytes for every 2 bits.
    private const long MaxRatio = 1032;

    private readonly ZipEntryInfo[] entries;

    internal ZipStore(string path)
    {
        Path = path;
        using SafeFileHandle file = DataFile.Open(path);
        List<ZipEntryInfo> all = ZipDirectory.Read(file, path);
        entries = [.. all.Where(entry => !entry.Name.EndsWith('/'))];
        Files = Array.ConvertAll(entries, entry => entry.Name);
        Folders = [.. all.Where(entry => entry.Name.EndsWith('/')).Select(entry => entry.Name.TrimEnd('/'))];
        string? twice = entries.GroupBy(entry => entry.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null) throw new DamagedFileException($"{path}: two entries of the zip archive are named {twice}.");
    }

    public string Path { get; }

    public IReadOnlyList<string> Files { get; }

    public IReadOnlyList<string> Folders { get; }

    public IImageReader Open() => new Reader(this);

    private sealed class Reader(ZipStore store) : IImageReader
    {
        private readonly SafeFileHandle archive = DataFile.Open(store.Path);

        public ReadOnlySpan<byte> Read(int file, ReadBuffer buffer)
        {
            ZipEntryInfo entry = store.entries[file];
            string name = $"{store.Path}:{entry.Name}";
            CheckSizes(entry, name);
            long start = FindData(entry, name);
            Span<byte> content = buffer.Content((int)entry.Size);
            if (entry.Method == Stored) DataFile.ReadExactly(archive, content, start, name);
            else Inflate(entry, start, content, buffer.Packed((int)entry.PackedSize), name);
            return Crc32.Of(content) == entry.Crc ? content : throw new DamagedFileException($"{name}: the checksum of the zip entry is wrong.");
        }

        public void Dispose() => archive.Dispose();

        private static void CheckSizes(ZipEntryInfo entry, string name)
        {
            if (entry.Encrypted) throw new UnsupportedInputException($"{name}: the zip entry is encrypted. Unpack the archive and give the folder.");
            if (entry.Method is not (Stored or Deflated)) throw new UnsupportedInputException($"{name}: the zip entry is packed by method {entry.Method}; read are stored and deflated ones. Unpack the archive and give the folder.");
            if (entry.Size > ReadBuffer.MaxFileBytes || entry.PackedSize > ReadBuffer.MaxFileBytes)
                throw new UnsupportedInputException($"{name}: {entry.Size} bytes are more than an image of a data set may have ({ReadBuffer.MaxFileBytes}).");
            if (entry.Method == Stored ? entry.Size != entry.PackedSize : entry.Size > (entry.PackedSize * MaxRatio) + 64)
                throw new DamagedFileException($"{name}: {entry.PackedSize} bytes of the zip archive cannot hold {entry.Size} bytes.");
        }

        // The local header repeats the name, and may carry other extra fields than the directory: only its lengths matter.
        private long FindData(ZipEntryInfo entry, string name)
        {
            Span<byte> header = stackalloc byte[LocalHeaderBytes];
            DataFile.ReadExactly(archive, header, entry.HeaderOffset, name);
            if (!header.StartsWith("PK\u0003\u0004"u8)) throw new DamagedFileException($"{name}: the zip entry is not where the directory says.");
            return entry.HeaderOffset + LocalHeaderBytes
                + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        }

        private void Inflate(ZipEntryInfo entry, long start, Span<byte> content, byte[] packed, string name)
        {
            DataFile.ReadExactly(archive, packed.AsSpan(0, (int)entry.PackedSize), start, name);
            try
            {
                using DeflateStream raw = new(new MemoryStream(packed, 0, (int)entry.PackedSize), CompressionMode.Decompress);
                raw.ReadExactly(content);
                if (raw.ReadByte() >= 0) throw new DamagedFileException($"{name}: the zip entry holds more than the {entry.Size} bytes it states.");
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                throw new DamagedFileException($"{name}: the zip entry is broken.", e);
            }
        }
    }
}
