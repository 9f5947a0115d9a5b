using System.Buffers.Binary;
using System.IO.Compression;
using Nad.Data;
using Nad.TestSupport;

namespace Nad.Tests.Data;

public sealed class ZipStoreTests
{
    [Fact]
    public void Mutated_and_cut_archives_give_images_or_a_clear_error_and_nothing_else()
    {
        using TemporaryFolder temporary = new();
        byte[] zip = SmallZip(temporary, CompressionLevel.Optimal);
        RandomStream random = new(21, "mutations");
        int refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] file = i % 4 == 0 ? zip[..random.Next(zip.Length)] : [.. zip];
            // Most of what is fragile is in the directory, at the end.
            for (int n = random.Next(3); n >= 0 && file.Length > 0 && i % 4 != 0; n--)
                file[random.Next(2) == 0 ? random.Next(file.Length) : file.Length - 1 - random.Next(250)] = (byte)random.Next(256);
            string path = temporary.Write("mutated.zip", file);
            try
            {
                new ImageFolderSource(path, threads: 1).LoadTrain();
            }
            catch (NadException e)
            {
                Assert.Contains("mutated.zip", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 300, 1000);
    }

    [Fact]
    public void An_entry_that_claims_more_than_it_can_hold_is_refused_before_anything_is_allocated()
    {
        using TemporaryFolder temporary = new();
        byte[] zip = SmallZip(temporary, CompressionLevel.Optimal);
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + 24), 400_000_000);
        string path = temporary.Write("claims.zip", zip);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Contains(
            "cannot hold",
            Assert.Throws<DamagedFileException>(() => new ImageFolderSource(path, threads: 1)).Message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 50_000_000);
    }

    [Fact]
    public void Entries_that_share_their_bytes_are_refused()
    {
        using TemporaryFolder temporary = new();
        byte[] image = ImageFixtures.Read("resize-source.png");
        temporary.Write("set/a/1.png", image);
        byte[] zip = File.ReadAllBytes(temporary.Zip("set", CompressionLevel.NoCompression));
        int directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8), end = zip.AsSpan().IndexOf("PK\u0005\u0006"u8);
        byte[] entry = zip[directory..end];
        List<byte> bomb = [.. zip[..directory]];
        for (int i = 0; i < 20; i++)
        {
            byte[] copy = [.. entry];
            copy[46] = (byte)('A' + i);      // each entry in a class of its own
            bomb.AddRange(copy);
        }

        byte[] tail = zip[end..];
        BinaryPrimitives.WriteInt32LittleEndian(tail.AsSpan(12), entry.Length * 20);
        tail[8] = tail[10] = 20;
        Assert.Contains(
            "overlap",
            Assert.Throws<RefusedFileException>(() => new ImageFolderSource(temporary.Write("bomb.zip", [.. bomb, .. tail]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_behind_other_bytes_and_with_a_comment_is_read()
    {
        using TemporaryFolder temporary = new();
        byte[] zip = SmallZip(temporary, CompressionLevel.Fastest);
        byte[] plain = new ImageFolderSource(temporary.Write("plain.zip", zip)).LoadTrain().Pixels;
        zip[^2] = 7;
        byte[] wrapped = [.. "#!/bin/sh\n"u8, .. zip, .. "comment"u8];
        Assert.Equal(plain, new ImageFolderSource(temporary.Write("wrapped.zip", wrapped)).LoadTrain().Pixels);
    }

    [Fact]
    public void An_archive_of_the_zip64_kind_is_read()
    {
        using TemporaryFolder temporary = new();
        byte[] zip = SmallZip(temporary, CompressionLevel.Optimal);
        byte[] plain = new ImageFolderSource(temporary.Write("plain.zip", zip)).LoadTrain().Pixels;

        Assert.Equal(plain, new ImageFolderSource(temporary.Write("zip64.zip", Fuzz.Archives.ToZip64(zip))).LoadTrain().Pixels);
    }

    [Theory]
    [InlineData(8, 1, "encrypted")]
    [InlineData(10, 12, "method 12")]
    public void What_is_not_read_is_named(int offset, byte value, string expected)
    {
        using TemporaryFolder temporary = new();
        byte[] zip = SmallZip(temporary, CompressionLevel.Optimal);
        zip[zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + offset] = value;
        Assert.Contains(
            expected,
            Assert.Throws<UnsupportedInputException>(() => new ImageFolderSource(temporary.Write("odd.zip", zip)).LoadTrain()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_archive_is_told() =>
        Assert.Contains(
            "not a zip archive",
            Assert.Throws<DamagedFileException>(() => new ImageFolderSource(typeof(ZipStoreTests).Assembly.Location)).Message,
            StringComparison.Ordinal);

    private static byte[] SmallZip(TemporaryFolder temporary, CompressionLevel level)
    {
        foreach (string name in (string[])["rgb8.png", "p6.ppm", "24-core.bmp"])
            temporary.Write($"set/{name[0]}/{name}", ImageFixtures.Read(name));
        return File.ReadAllBytes(temporary.Zip("set", level));
    }
}
