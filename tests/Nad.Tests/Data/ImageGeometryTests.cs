using Nad.Data;
using Nad.Files.Imaging;
using Nad.TestSupport;

namespace Nad.Tests.Data;

public sealed class ImageGeometryTests
{
    private static readonly RgbImage Source = ImageDecoder.Decode(ImageFixtures.Read("resize-source.png"), "source");

    [Fact]
    public void Agrees_with_torchvision_bit_for_bit()
    {
        foreach ((int side, int height, int width, byte[] pixels) in ImageFixtures.Cut())
        {
            Assert.Equal(pixels, Applied(new ImageGeometry(height, width) { Resize = side == 0 ? null : side, Cut = true }));
        }
    }

    [Fact]
    public void A_size_alone_resizes_the_whole_image() =>
        Assert.Equal(ImageResizer.Resize(Source, 20, 40).Pixels, Applied(new ImageGeometry(40, 20)));

    [Fact]
    public void Nothing_is_cut_out_of_an_image_that_is_too_small()
    {
        NadException e = Assert.Throws<NadException>(() => Applied(new ImageGeometry(30, 30) { Cut = true }));
        Assert.Contains("source is 37x29, so 30x30 cannot be cut out of it", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 8, null)]
    [InlineData(8, 1025, null)]
    [InlineData(8, 8, 7)]
    [InlineData(8, 8, 0)]
    [InlineData(8, 8, 1025)]
    public void A_length_outside_its_range_is_refused(int height, int width, int? resize)
    {
        ImageGeometry geometry = new(height, width) { Resize = resize, Cut = resize is not null };
        Assert.False(geometry.Fits);
        Assert.Throws<NadException>(geometry.Validate);
    }

    [Fact]
    public void Images_of_any_source_are_brought_to_a_size_and_that_is_told()
    {
        IDataSource source = DataSpec.Parse("synthetic:40").Open(), sized = source.At(new ImageGeometry(48, 64));
        ImageSet images = source.LoadTrain(), larger = sized.LoadTrain();

        Assert.Equal((48, 64, images.Count), (larger.Height, larger.Width, larger.Count));
        Assert.Equal(images.Labels, larger.Labels);
        Assert.Equal(ImageResizer.Resize(new RgbImage(32, 32, images.Image(7).ToArray()), 64, 48).Pixels, larger.Image(7).ToArray());
        Assert.Contains(sized.Remarks, r => r.EndsWith("are 32x32 and are resized to 64x48.", StringComparison.Ordinal));
    }

    private static byte[] Applied(ImageGeometry geometry)
    {
        byte[] pixels = new byte[geometry.Height * geometry.Width * 3];
        geometry.Apply(Source, pixels, "source");
        return pixels;
    }
}
