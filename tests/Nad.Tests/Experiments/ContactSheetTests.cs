using Nad.Attacks;
using Nad.Data;
using Nad.Experiments;
using Nad.Files.Imaging;

namespace Nad.Tests.Experiments;

public sealed class ContactSheetTests
{
    private const int Tile = (32 * 3) + 4;

    [Fact]
    public void Rows_show_clean_triggered_and_the_difference_about_grey()
    {
        ImageSet clean = new([.. Enumerable.Repeat((byte)100, 2 * 3072)], [0, 1], 32, 32, ["a", "b"], "grey");
        ImageSet triggered = new PatchTrigger([new PatchPixel(0, 0, 110, 90, 200), new PatchPixel(-1, -1, 0, 0, 0)]).Stamp(clean);
        RgbImage sheet = ImageDecoder.Decode(ContactSheet.Draw(clean, triggered), "sheet");

        Assert.Equal(((2 * Tile) + 4, (3 * Tile) + 4), (sheet.Width, sheet.Height));
        Assert.Equal([255, 255, 255], Pixel(sheet, 0, 0));
        for (int column = 0; column < 2; column++)
        {
            Assert.Equal([100, 100, 100], Pixel(sheet, 4, 4 + (column * Tile)));
            Assert.Equal([110, 90, 200], Pixel(sheet, 4 + Tile, 4 + (column * Tile)));
            Assert.Equal([168, 88, 255], Pixel(sheet, 4 + (2 * Tile), 4 + (column * Tile)));          // 128 + 4·difference, at most 255
            Assert.Equal([128, 128, 128], Pixel(sheet, 4 + (2 * Tile) + 20, 24 + (column * Tile)));
            // the last pixel of the triggered tile
            Assert.Equal([0, 0, 0], Pixel(sheet, Tile + 99, 99 + (column * Tile)));
        }
    }

    private static byte[] Pixel(RgbImage image, int row, int column) =>
        image.Pixels.AsSpan(((row * image.Width) + column) * 3, 3).ToArray();
}
