using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Nad.Files.Imaging;
using Nad.TestSupport;

namespace Nad.Files.Tests.Imaging;

public sealed class MalformedImageTests
{
    public static TheoryData<string> Names() => ImageDecoderTests.Names();

    [Theory, MemberData(nameof(Names))]
    public void Every_truncation_is_told(string name)
    {
        byte[] file = ImageFixtures.Read(name);
        // The last number of a text file may lose digits, and its last gap or comment everything, without becoming invalid.
        // Of a GIF the first picture is read, and of a TIFF what its first directory names: what lies behind may be missing.
        int end = name is "p3.ppm" or "p2.pgm"
            ? file.Length - 12
            : name switch { "frames.gif" => 500, "palette.gif" => file.Length - 1, _ => file.Length };
        for (int length = 0; length < end; length += length < 64 ? 1 : 5) AssertTold(length);
        AssertTold(end - 1);

        // A JPEG that lost nothing but its end marker is whole; a progressive one without its last scans is whole too, and a little
        // blurred.
        void AssertTold(int length)
        {
            RgbImage? image = null;
            try
            {
                image = ImageDecoder.Decode(file.AsSpan(0, length), name);
            }
            catch (NadException e)
            {
                Assert.StartsWith(name + ": ", e.Message, StringComparison.Ordinal);
            }

            if (image is null) return;
            Assert.EndsWith(".jpg", name, StringComparison.Ordinal);
            Assert.Equal("Premature end of JPEG file", image.Warning);
            if (!name.Contains("progressive", StringComparison.Ordinal)) Assert.Equal(ImageDecoder.Decode(file, name).Pixels, image.Pixels);
        }
    }

    [Theory]
    [InlineData("junk before the end", "extraneous bytes before marker")]
    [InlineData("flipped data", "Corrupt JPEG data")]
    [InlineData("no end", "Premature end of JPEG file")]
    [InlineData("revision", "unknown JFIF revision")]
    public void A_jpeg_that_libjpeg_warns_of_is_decoded_and_the_warning_kept(string damage, string expected)
    {
        byte[] file = ImageFixtures.Read("grey.jpg");
        byte[] damaged = damage switch
        {
            "junk before the end" => [.. file[..^2], 1, 2, 3, 4, 5, .. file[^2..]],
            "flipped data" => [.. file[..^40], .. Enumerable.Repeat((byte)0xFE, 38), .. file[^2..]],
            "no end" => file[..^2],
            _ => [.. file[..11], 9, .. file[12..]],
        };
        RgbImage image = ImageDecoder.Decode(damaged, "x.jpg");
        Assert.Contains(expected, image.Warning, StringComparison.Ordinal);
        Assert.Null(ImageDecoder.Decode(file, "x.jpg").Warning);
        Assert.Equal((ImageDecoder.Decode(file, "x.jpg").Width, ImageDecoder.Decode(file, "x.jpg").Height), (image.Width, image.Height));
    }

    [Fact]
    public void Mutated_files_give_pixels_or_a_clear_error_and_nothing_else()
    {
        Random random = new(20);
        ImageFixture[] fixtures = [.. ImageFixtures.All()];
        byte[][] files = [.. fixtures.Select(f => ImageFixtures.Read(f.Name))];
        Stopwatch clock = Stopwatch.StartNew();
        int refused = 0, tries = 0;
        for (; tries < 4000 && clock.Elapsed.TotalSeconds < 5; tries++)
        {
            int which = random.Next(files.Length);
            byte[] file = [.. files[which]];
            for (int n = random.Next(4); n >= 0; n--)
                file[random.Next(random.Next(2) == 0 ? file.Length : Math.Min(file.Length, 60))] = (byte)random.Next(256);
            if (fixtures[which].Name.EndsWith(".png", StringComparison.Ordinal)) MendChecksums(file);
            try
            {
                ImageDecoder.DecodeRgba(file, "mutated");
            }
            catch (NadException e)
            {
                Assert.StartsWith("mutated: ", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, tries / 10, tries);
    }

    [Fact]
    public void A_wrong_checksum_in_any_png_chunk_is_told()
    {
        byte[] file = ImageFixtures.Read("palette4-alpha.png");
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            byte[] broken = [.. file];
            broken[at + 8 + length] ^= 1;
            Assert.Contains("checksum", AssertRefused(broken, "crc.png"), StringComparison.Ordinal);
            at += 12 + length;
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    [InlineData(20_000, 20_000)]
    [InlineData(1_000_000, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Zero_and_huge_sizes_are_refused_before_anything_is_allocated(int width, int height)
    {
        byte[] png = ImageFixtures.Read("rgb8.png"), bmp = ImageFixtures.Read("32.bmp"), jpeg = ImageFixtures.Read("420.jpg");
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        MendChecksums(png);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), height);
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), (ushort)Math.Min(height, 65535));
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), (ushort)Math.Min(width, 65535));

        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(png, "png");
        AssertRefused(bmp, "bmp");
        AssertRefused(jpeg, "jpeg");
        AssertRefused(Encoding.ASCII.GetBytes($"P6 {width} {height} 255 abc"), "ppm");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(2_000, 1_900)]
    [InlineData(60_000, 60)]
    public void Sizes_that_the_file_cannot_hold_are_refused_before_anything_is_allocated(int width, int height)
    {
        byte[] png = ImageFixtures.Read("rgb8.png"), jpeg = ImageFixtures.Read("progressive.jpg");
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        MendChecksums(png);
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), (ushort)width);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("cannot hold", AssertRefused(png, "png"), StringComparison.Ordinal);
        Assert.Contains("cannot hold", AssertRefused(jpeg, "jpeg"), StringComparison.Ordinal);
        AssertRefused(Encoding.ASCII.GetBytes($"P3 {width} {height} 255 1 2 3"), "ppm");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(9_000, 9_000)]
    [InlineData(60_000, 1_000)]
    public void A_huge_picture_needs_a_file_to_match_however_well_it_packs(int width, int height)
    {
        // A blank page: 1 bit a pixel, packed a thousandfold, would take 24,000 times its file.
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            zlib.Write(new byte[((width / 8) + 1) * height]);
        byte[] png = WithData(ImageFixtures.Read("grey1.png"), packed.ToArray());
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        MendChecksums(png);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("32 pixels", AssertRefused(png, "blank.png"), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_png_that_inflates_to_more_than_its_pixels_is_a_bomb_and_is_not_inflated()
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(new byte[50_000_000]);
        byte[] bomb = WithData(ImageFixtures.Read("rgb8.png"), packed.ToArray());

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("more data", AssertRefused(bomb, "bomb.png"), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_png_with_too_little_data_is_told()
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(new byte[100]);
        Assert.Contains(
            "less data", AssertRefused(WithData(ImageFixtures.Read("rgb8.png"), packed.ToArray()), "short.png"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_jpeg_that_lost_its_end_behind_a_harmless_warning_is_told()
    {
        byte[] file = ImageFixtures.Read("grey.jpg");
        file[11] = 9;      // "unknown JFIF revision": the only warning that libturbojpeg keeps
        Assert.Equal(ImageDecoder.Decode(ImageFixtures.Read("grey.jpg"), "grey").Pixels, ImageDecoder.Decode(file, "revision 9").Pixels);
        AssertRefused(file[..(file.Length / 2)], "revision 9, cut");
    }

    private static string AssertRefused(byte[] file, string name)
    {
        NadException e = Assert.ThrowsAny<NadException>(() => ImageDecoder.Decode(file, name));
        Assert.StartsWith(name + ": ", e.Message, StringComparison.Ordinal);
        return e.Message;
    }

    /// <summary>The PNG with its image data replaced.</summary>
    private static byte[] WithData(byte[] png, byte[] data)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        byte[] file = [.. png[..33], .. length, .. "IDAT"u8, .. data, 0, 0, 0, 0, .. png[^12..]];
        MendChecksums(file);
        return file;
    }

    // So that a mutation reaches what lies behind the checksums.
    private static void MendChecksums(byte[] png)
    {
        for (int at = 8; at + 12 <= png.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            if (length > png.Length - at - 12) return;
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(at + 8 + (int)length), Crc32.Of(png.AsSpan(at + 4, (int)length + 4)));
            at += 12 + (int)length;
        }
    }
}
