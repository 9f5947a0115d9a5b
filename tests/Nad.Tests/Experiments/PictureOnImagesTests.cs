using Nad.Attacks;
using Nad.Data;
using Nad.Experiments;
using Nad.Files.Imaging;
using Nad.Tests.Data;
using Nad.TestSupport;

namespace Nad.Tests.Experiments;

public sealed class PictureOnImagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // A white picture of 3 columns and 2 rows on a black image of 8x8: the first white pixel.
    [Theory]
    [InlineData("bottom-right", 6, 5)]
    [InlineData("bottom-left", 6, 0)]
    [InlineData("top-right", 0, 5)]
    [InlineData("top-left", 0, 0)]
    [InlineData("center", 3, 2)]
    [InlineData("centre", 3, 2)]
    public void A_named_place_is_where_the_picture_goes(string place, int row, int column) =>
        Assert.Equal(
            (row, column),
            First(Stamped(new PictureOnImages { Target = 1, Place = PicturePlace.Named.Single(p => p.Name == place).Place })));

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(4, 1, 1, 4)]
    [InlineData(5, 6, 6, 5)]
    [InlineData(-3, -2, 6, 5)]
    [InlineData(-4, 0, 0, 4)]
    public void A_point_is_column_and_row(int x, int y, int row, int column) =>
        Assert.Equal((row, column), First(Stamped(new PictureOnImages { Target = 1, Place = PicturePlace.At(x, y) })));

    [Theory]
    [InlineData(6, 0)]
    [InlineData(0, 7)]
    [InlineData(-2, 0)]
    [InlineData(0, -1)]
    [InlineData(100, 100)]
    [InlineData(-9, 0)]
    public void A_point_that_leaves_no_room_is_refused(int x, int y) =>
        Refused(() => Stamped(new PictureOnImages { Target = 1, Place = PicturePlace.At(x, y) }), "reaches beyond", "0,0 to 5,6");

    [Fact]
    public void Without_a_place_it_is_the_bottom_right_corner() => Assert.Equal((6, 5), First(Stamped(new PictureOnImages { Target = 1 })));

    [Theory]
    [InlineData(9, 2)]
    [InlineData(2, 9)]
    [InlineData(64, 64)]
    public void A_picture_larger_than_the_image_is_refused(int width, int height) =>
        Refused(() => Stamped(new PictureOnImages { Target = 1 }, width, height), $"{width}x{height}", "8x8");

    [Theory]
    [InlineData(null, 51)]
    [InlineData(0.1, 25)]
    [InlineData(1.0, 255)]
    public void A_picture_of_the_whole_image_is_blended(double? blend, int expected) =>
        Assert.Equal(expected, Stamped(new PictureOnImages { Target = 1, Blend = blend }, 8, 8).Pixels[0]);

    [Fact]
    public void Opacity_of_the_picture_is_respected()
    {
        string path = TestData.Fixture(Path.Combine("images", "rgba8.png"));
        RgbaImage picture = ImageDecoder.DecodeRgba(File.ReadAllBytes(path), "picture");
        Assert.Contains(Enumerable.Range(0, picture.Width * picture.Height), i => picture.Pixels[(i * 4) + 3] < 255);
        int side = Math.Max(picture.Width, picture.Height);

        ImageSet stamped = Stamp(new PictureOnImages { Target = 1, Place = PicturePlace.At(0, 0), Blend = 1 }, path, side);

        for (int i = 0; i < picture.Width * picture.Height; i++)
        {
            double alpha = picture.Pixels[(i * 4) + 3] / 255.0;
            int at = ((i / picture.Width * side) + (i % picture.Width)) * 3;
            for (int c = 0; c < 3; c++) Assert.Equal((byte)(alpha * picture.Pixels[(i * 4) + c]), stamped.Pixels[at + c]);
        }
    }

    [Fact]
    public void A_stored_trigger_says_itself_where_it_goes()
    {
        string path = Path.Combine(folder.Path, "trigger.json");
        TriggerFile.Write(path, new BadNets(new BadNetsOptions(), 10).Backdoor);

        Assert.False(TriggerFile.IsPicture(path));
        Assert.NotNull(TriggerFile.Resolve(null, path, null, 10, 32, 32));
        Refused(() => TriggerFile.Resolve(null, path, new PictureOnImages { Target = 3 }, 10, 32, 32), "stored trigger", "--target");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public void A_target_outside_of_the_classes_is_refused(int target) =>
        Refused(() => Stamped(new PictureOnImages { Target = target }), "0 to 9");

    private ImageSet Stamped(PictureOnImages told, int width = 3, int height = 2)
    {
        string path = Path.Combine(folder.Path, "p.png");
        byte[] white = new byte[width * height * 3];
        Array.Fill(white, (byte)255);
        File.WriteAllBytes(path, PngEncoder.Encode(white, width, height));
        Assert.True(TriggerFile.IsPicture(path));
        return Stamp(told, path);
    }

    private static ImageSet Stamp(PictureOnImages told, string path, int side = 8)
    {
        Backdoor backdoor = TriggerFile.Resolve(null, path, told, 10, side, side)!;
        Assert.Equal(told.Target, backdoor.TargetLabel);
        return backdoor.Trigger.Stamp(new ImageSet(new byte[side * side * 3], [0], side, side, ["black"], "test"));
    }

    private static (int Row, int Column) First(ImageSet images)
    {
        int at = Array.FindIndex(images.Pixels, p => p == 255) / 3;
        Assert.Equal(6, images.Pixels.Count(p => p == 255) / 3);
        return (at / 8, at % 8);
    }

    private static void Refused(Action act, params string[] said)
    {
        NadException e = Assert.ThrowsAny<NadException>(act);
        foreach (string word in said) Assert.Contains(word, e.Message, StringComparison.Ordinal);
    }
}
