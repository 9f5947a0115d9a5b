using System.Text;

namespace Nad.Files.Checkpoints;

/// <summary>Writes an archive of stored entries with aligned content and fixed dates, so that equal content gives equal bytes.</summary>
/// <remarks>PKWARE APPNOTE 6.3 without zip64. BCL's ZipArchive can neither align nor leave out the data descriptors.</remarks>
internal sealed class StoredZipWriter(Stream output, int alignment)
{
    private const int LocalSize = 30;

    // 1 January 1980, the first day that the format knows.
    private const ushort Date = (0 << 9) | (1 << 5) | 1;

    // The extra field that PyTorch itself pads with: 'F', 'B'.
    private const ushort Padding = 0x4246;

    private readonly List<(byte[] Name, uint Crc, uint Length, uint Start)> entries = [];
    private long position;

    public void Add(string name, byte[] content)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        uint start = Narrow(position), crc = Crc32.Of(content);
        long unpadded = position + LocalSize + utf8.Length + 4;
        int padding = (int)(-unpadded & (alignment - 1));
        entries.Add((utf8, crc, (uint)content.Length, start));

        using MemoryStream buffer = new();
        using BinaryWriter writer = new(buffer);
        writer.Write(0x04034b50);
        Common(writer, crc, (uint)content.Length, utf8.Length);
        writer.Write((ushort)(4 + padding));
        writer.Write(utf8);
        writer.Write(Padding);
        writer.Write((ushort)padding);
        writer.Write(new byte[padding]);
        Put(buffer.ToArray());
        Put(content);
    }

    public void Finish()
    {
        uint start = Narrow(position);
        using MemoryStream buffer = new();
        using BinaryWriter writer = new(buffer);
        foreach ((byte[] name, uint crc, uint length, uint at) in entries)
        {
            writer.Write(0x02014b50);
            writer.Write((ushort)20);
            Common(writer, crc, length, name.Length);

            // No extra field, no comment, first disk, no attributes.
            writer.Write(new byte[12]);
            writer.Write(at);
            writer.Write(name);
        }

        uint size = Narrow(buffer.Length);
        if (entries.Count >= ushort.MaxValue)
            throw new NadException(
                $"A .pth file holds at most {ushort.MaxValue - 4} tensors here, but there are {entries.Count - 3}; write safetensors.");
        writer.Write(0x06054b50);
        writer.Write(0);
        writer.Write((ushort)entries.Count);
        writer.Write((ushort)entries.Count);
        writer.Write(size);
        writer.Write(start);
        writer.Write((ushort)0);
        Put(buffer.ToArray());
    }

    // Version 2.0, UTF-8 names, stored, date, checksum, both sizes, length of the name: the same run of fields in both headers.
    private static void Common(BinaryWriter writer, uint crc, uint length, int name)
    {
        writer.Write((ushort)20);
        writer.Write((ushort)0x0800);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write(Date);
        writer.Write(crc);
        writer.Write(length);
        writer.Write(length);
        writer.Write((ushort)name);
    }

    private void Put(byte[] bytes)
    {
        output.Write(bytes);
        position += bytes.Length;
    }

    private static uint Narrow(long value) =>
        value < uint.MaxValue ? (uint)value : throw new NadException("A .pth file holds at most 4 GiB here; write safetensors.");
}
