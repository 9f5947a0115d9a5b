using System.Buffers.Binary;
using Nad.Files.Imaging;

namespace Nad.Files.Tests.Imaging;

/// <summary>Progressive files that would go over their blocks again and again for a few bytes each time.</summary>
public sealed class JpegScansTests
{
    // Component, first and last coefficient, bits: of the scans behind the first.
    private static readonly (byte, byte, byte, byte) Rough = (1, 1, 63, 0x01), Fine = (1, 1, 63, 0x10);

    [Fact]
    public void A_scan_that_comes_twice_is_refused()
    {
        RefusedFileException e = Assert.Throws<RefusedFileException>(() => JpegScans.Check(Jpeg(64, 64, [Rough, Fine, Fine]), "x.jpg"));
        Assert.Equal("x.jpg: the JPEG gives the same scan twice. Save it again, as a plain JPEG or PNG.", e.Message);
        Assert.Throws<RefusedFileException>(() => ImageDecoder.Decode(Jpeg(64, 64, [Rough, Fine, Fine]), "x.jpg"));
    }

    [Fact]
    public void Scans_out_of_proportion_to_the_file_are_refused()
    {
        // Each of another coefficient and bit, so that none comes twice.
        (byte, byte, byte, byte)[] scans = [.. from k in Enumerable.Range(1, 63)
        from bit in Enumerable.Range(0, 7)
        select ((byte)1, (byte)k, (byte)k, (byte)(bit == 6 ? 6 : ((bit + 1) << 4) | bit))];
        RefusedFileException e = Assert.Throws<RefusedFileException>(() => JpegScans.Check(Jpeg(2000, 2000, scans), "x.jpg"));
        Assert.Contains("go over more than", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scans_of_an_encoder_are_not() => JpegScans.Check(Jpeg(2000, 2000, [Rough, Fine]), "x.jpg");

    [Theory]
    [InlineData("rubbish")]
    [InlineData("filling")]
    [InlineData("restart")]
    public void Scans_are_found_behind_whatever_the_decoder_passes_over(string what)
    {
        byte[] between = what switch { "rubbish" => [1, 2, 3, 0xFF, 0], "filling" => [0xFF, 0xFF, 0xFF], _ => [0xFF, 0xD3, 9] };
        Assert.Throws<RefusedFileException>(() => JpegScans.Check(Jpeg(64, 64, [Rough, Fine, Fine], between), "x.jpg"));
    }

    [Fact]
    public void What_is_no_JPEG_is_left_to_the_decoder()
    {
        byte[] whole = Jpeg(64, 64, [Rough, Fine]);
        for (int length = 2; length < whole.Length; length++) JpegScans.Check(whole.AsSpan(0, length), "x.jpg");
    }

    // Only what the walk looks at: the frame, the heads of the scans, and one byte of data each.
    private static byte[] Jpeg(
        ushort width, ushort height, (byte Component, byte First, byte Last, byte Bits)[] scans, byte[]? between = null)
    {
        byte[] frame = [8, 0, 0, 0, 0, 1, 1, 0x11, 0];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), height);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(3), width);
        List<byte> file = [0xFF, 0xD8, .. Segment(0xC2, frame), .. Segment(0xDA, [1, 1, 0, 0, 0, 0]), 0x55];
        foreach ((byte component, byte first, byte last, byte bits) in scans)
            file.AddRange([.. between ?? [], .. Segment(0xDA, [1, component, 0, first, last, bits]), 0x55]);
        return [.. file, 0xFF, 0xD9];
    }

    private static byte[] Segment(byte marker, byte[] content) =>
        [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];
}
