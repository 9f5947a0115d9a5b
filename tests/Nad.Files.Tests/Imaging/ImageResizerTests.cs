using Nad.Files.Imaging;
using Nad.TestSupport;

namespace Nad.Files.Tests.Imaging;

public sealed class ImageResizerTests
{
    [Fact]
    public void Agrees_with_Pillow_bit_for_bit()
    {
        RgbImage source = ImageDecoder.Decode(ImageFixtures.Read("resize-source.png"), "source");
        foreach ((int width, int height, byte[] pixels) in ImageFixtures.Resized())
            Assert.Equal(pixels, ImageResizer.Resize(source, width, height).Pixels);
    }

    [Fact]
    public void The_same_size_is_the_same_image()
    {
        RgbImage image = new(2, 1, [1, 2, 3, 4, 5, 6]);
        Assert.Same(image, ImageResizer.Resize(image, 2, 1));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 90)]
    [InlineData(300, 2)]
    public void A_uniform_image_stays_uniform(int width, int height)
    {
        RgbImage image = new(50, 40, [.. Enumerable.Range(0, 50 * 40 * 3).Select(i => (byte)(i % 3 == 0 ? 0 : i % 3 == 1 ? 119 : 255))]);
        byte[] pixels = ImageResizer.Resize(image, width, height).Pixels;
        Assert.All(Enumerable.Range(0, pixels.Length), i => Assert.Equal(i % 3 == 0 ? 0 : i % 3 == 1 ? 119 : 255, pixels[i]));
    }
}
