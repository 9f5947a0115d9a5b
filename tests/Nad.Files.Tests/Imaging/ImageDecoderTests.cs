using Nad.Files.Imaging;
using Nad.TestSupport;

namespace Nad.Files.Tests.Imaging;

public sealed class ImageDecoderTests
{
    public static TheoryData<string> Names() => [.. ImageFixtures.All().Select(f => f.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Decodes_to_the_known_pixels(string name)
    {
        ImageFixture fixture = ImageFixtures.All().Single(f => f.Name == name);
        byte[] file = ImageFixtures.Read(name);

        RgbImage image = ImageDecoder.Decode(file, name);
        byte[] rgba = ImageDecoder.DecodeRgba(file, name).Pixels;

        Assert.Equal((fixture.Width, fixture.Height), (image.Width, image.Height));
        Assert.Equal((fixture.Width, fixture.Height), ImageDecoder.ReadSize(file, name));
        byte[] rgb = fixture.Channels == 3 ? fixture.Pixels : [.. fixture.Pixels.Where((_, i) => i % 4 != 3)];
        // Other releases of libjpeg-turbo may round a transform or an upsampled chroma value the other way.
        // ImageSharp rounds the chroma of a lossy WebP otherwise than libwebp.
        AssertClose(rgb, image.Pixels, name.EndsWith(".jpg", StringComparison.Ordinal) || name == "lossy.webp" ? 2 : 0);
        AssertClose(image.Pixels, [.. rgba.Where((_, i) => i % 4 != 3)], 0);
        if (fixture.Channels == 4) Assert.Equal(fixture.Pixels, rgba);
        else if (!name.Contains("alpha", StringComparison.Ordinal))
            Assert.All(rgba.Where((_, i) => i % 4 == 3), alpha => Assert.Equal(255, alpha));
    }

    [Theory]
    [InlineData("II+\0....", "BigTIFF")]
    [InlineData("....ftypavif", "AVIF")]
    [InlineData("RIFF\u000c\0\0\0WEBPVP8L\0\0\0\0", "WebP image without loss")]
    [InlineData("P4\n8 8\n", "PBM")]
    [InlineData("<svg>", "SVG")]
    [InlineData("hello", "68656C6C6F")]
    public void Names_the_kind_that_is_not_read(string content, string named)
    {
        UnsupportedInputException e =
            Assert.Throws<UnsupportedInputException>(() => ImageDecoder.Decode(System.Text.Encoding.Latin1.GetBytes(content), "cat.png"));
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("cat.png: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_damaged() => Assert.Throws<DamagedFileException>(() => ImageDecoder.Decode([], "cat.png"));

    [Fact]
    public void Every_thread_may_decode_jpegs()
    {
        byte[] file = ImageFixtures.Read("420.jpg");
        byte[] expected = ImageDecoder.Decode(file, "420.jpg").Pixels;
        Parallel.For(0, 200, i =>
        {
            // broken ones in between must not disturb the decoder of their thread
            if (i % 3 == 0) Assert.Throws<DamagedFileException>(() => ImageDecoder.Decode(file.AsSpan(0, file.Length / 2), "half"));
            Assert.Equal(expected, ImageDecoder.Decode(file, "420.jpg").Pixels);
        });
    }

    private static void AssertClose(byte[] expected, byte[] actual, int tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, tolerance);
    }
}
