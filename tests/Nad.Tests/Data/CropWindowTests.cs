using Nad.Data;
using Nad.Files.Imaging;
using Nad.Torch;

namespace Nad.Tests.Data;

/// <summary>Random crops by area, as torchvision's RandomResizedCrop draws them.</summary>
public sealed class CropWindowTests
{
    [Theory]
    [InlineData(224, 224, 0.08)]
    [InlineData(65, 200, 0.25)]
    [InlineData(1, 7, 0.5)]
    public void A_window_lies_in_the_image_and_has_a_part_of_its_area(int height, int width, double smallest)
    {
        RandomStream random = new(3, "windows");
        double least = 1, most = 0;
        for (int i = 0; i < 2000; i++)
        {
            (int top, int left, int h, int w) = CropWindow.Draw(height, width, smallest, random);
            Assert.True(top >= 0 && left >= 0 && h >= 1 && w >= 1 && top + h <= height && left + w <= width);
            double part = (double)h * w / (height * width), shape = (double)w / h;
            (least, most) = (Math.Min(least, part), Math.Max(most, part));
            if (height < 64) continue;
            Assert.InRange(shape, 0.72, 1.39);              // 3:4 to 4:3, less the rounding to whole pixels
            Assert.InRange(part, (smallest * 0.97) - 0.01, 1);
        }

        if (height < 224) return;
        Assert.InRange(least, 0.07, 0.12);
        Assert.InRange(most, 0.9, 1);
    }

    [Fact]
    public void A_batch_holds_the_windows_brought_to_the_size_of_the_image()
    {
        const int side = 70;
        byte[] pixels = [.. Enumerable.Range(0, 2 * side * side * 3).Select(i => (byte)(i * 31 % 253))];
        ImageSet images = new(pixels, [0, 1], side, side, ["a", "b"], "test");
        Augmentation change = new Augmentation().For(side, side);
        Assert.Equal((0, 0, 0.08, true), (change.CropPadding, change.CutoutLength, change.CropArea, change.Flip));
        RandomStream random = new(5, "changes");
        ImageChange[] drawn = new BatchAssembler(images, Device.Cpu).DrawChanges(2, change, new RandomStream(5, "changes"));
        using TensorScope scope = TensorScope.Begin();
        float[] made =
            new BatchAssembler(images, Device.Cpu).Augmented([0, 1], change, random).Images.Permute(0, 2, 3, 1).Contiguous().ToFloats();
        for (int n = 0; n < 2; n++)
        {
            (int top, int left, int h, int w) = drawn[n].Window;
            byte[] cut =
            [
                .. Enumerable.Range(0, h * w * 3).Select(i => images.Image(n)[(((top + (i / (3 * w))) * side) + left) * 3 + (i % (3 * w))])
            ];
            byte[] expected = ImageResizer.Resize(new RgbImage(w, h, cut), side, side).Pixels;
            for (int i = 0; i < expected.Length; i++)
            {
                (int y, int x, int c) = (i / (3 * side), i / 3 % side, i % 3);
                int from = ((y * side) + (drawn[n].Flip ? side - 1 - x : x)) * 3 + c;
                Assert.Equal(expected[from] / 255f, made[(n * expected.Length) + i]);
            }
        }
    }

    [Fact]
    public void Small_images_are_cropped_by_padding_as_before()
    {
        Augmentation usual = new();
        Assert.Equal(usual, usual.For(64, 64));
        Assert.Equal(Augmentation.None, Augmentation.None.For(224, 224));
        Assert.NotEqual(usual, usual.For(64, 65));
        Assert.Equal(1, usual.For(224, 224).WithoutCrops().CropArea);
    }
}
