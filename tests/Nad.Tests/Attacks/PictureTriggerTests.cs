using Nad.Attacks;
using static Nad.Tests.Attacks.AttackSupport;

namespace Nad.Tests.Attacks;

public sealed class PictureTriggerTests
{
    private static readonly PictureTrigger OnePixel = new() { Height = 1, Width = 1, Pixels = [200, 100, 50], Row = -1, Column = -2 };

    [Theory]
    [InlineData(PictureMode.Blend, 1, 100, 200, 100, 50)]
    [InlineData(PictureMode.Blend, 0.25, 101, 125, 100, 88)]
    [InlineData(PictureMode.Add, 1, 100, 255, 200, 150)]
    [InlineData(PictureMode.Add, 0.5, 101, 201, 151, 126)]
    [InlineData(PictureMode.AddWrap, 1, 100, 44, 200, 150)]
    public void Each_mode_has_its_arithmetic_and_truncates(PictureMode mode, double blend, byte under, byte red, byte green, byte blue)
    {
        byte[] image = Stamped(OnePixel with { Mode = mode, Blend = blend }, under);
        Assert.Equal([red, green, blue], image.AsSpan(((31 * 32) + 30) * 3, 3).ToArray());
        Assert.Equal(3, image.Select((b, i) => (b, i)).Count(p => p.i / 3 == (31 * 32) + 30));
        Assert.All(image.Where((_, i) => i / 3 != (31 * 32) + 30), b => Assert.Equal(under, b));
    }

    [Fact]
    public void A_transparent_pixel_changes_nothing() => Assert.All(Stamped(OnePixel with { Opacity = [0] }, 77), b => Assert.Equal(77, b));

    [Fact]
    public void A_picture_that_does_not_fit_is_refused() =>
        Assert.Contains(
            "32x32",
            Assert.Throws<NadException>(() => Stamped(OnePixel with { Height = 2, Pixels = new byte[6] }, 0)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Lengths_and_ranges_are_checked()
    {
        Assert.Throws<DamagedFileException>(() => (OnePixel with { Height = 40 }).Validate());
        Assert.Throws<DamagedFileException>(() => (OnePixel with { Height = 1 << 20, Width = 1 << 20 }).Validate());
        Assert.Throws<DamagedFileException>(() => (OnePixel with { Opacity = [1, 2] }).Validate());
        Assert.Throws<NadException>(() => (OnePixel with { Blend = double.NaN }).Validate());
        OnePixel.Validate();
    }
}
