using Nad.Data;
using Nad.Torch;

namespace Nad.Tests.Data;

public sealed class BatchAssemblerTests
{
    private const int Side = 32;

    [Fact]
    public void Without_changes_every_pixel_is_its_byte_divided_by_255()
    {
        ImageSet images = Random(5, height: 7, width: 9);
        using TensorScope scope = TensorScope.Begin();

        Batch batch = new BatchAssembler(images, Device.Cpu).InOrder(1, 3);

        Assert.Equal("3x3x7x9", batch.Images.ShapeText);
        Assert.Equal([1L, 2, 3], batch.Labels.ToLongs());
        Assert.Equal(Enumerable.Range(1, 3).SelectMany(i => Slow(images, i, default)), batch.Images.ToFloats());
        Assert.Equal(
            batch.Images.ToFloats(),
            new BatchAssembler(images, Device.Cpu).Augmented([1, 2, 3], Augmentation.None, new RandomStream(0, "x")).Images.ToFloats());
    }

    [Fact]
    public void Any_shift_mirror_and_hole_equals_the_slow_reference()
    {
        RandomStream random = new(1, "changes");
        ImageSet images = Random(1, height: 12, width: 10);
        BatchAssembler assembler = new(images, Device.Cpu);
        for (int i = 0; i < 500; i++)
        {
            ImageChange change = new() { Down = random.Next(41) - 20, Right = random.Next(41) - 20, Flip = random.Next(2) == 1 };
            (change.HoleTop, change.HoleLeft) = (random.Next(12), random.Next(10));
            (change.HoleBottom, change.HoleRight) =
                (change.HoleTop + random.Next(13 - change.HoleTop), change.HoleLeft + random.Next(11 - change.HoleLeft));
            using TensorScope scope = TensorScope.Begin();
            Assert.Equal(Slow(images, 0, change), assembler.Assemble([0], [change]).Images.ToFloats());
        }
    }

    [Fact]
    public void Shifts_are_uniform_over_81_places_and_mirrors_over_two()
    {
        const int draws = 8100;
        int[] places = new int[81];
        int mirrored = 0;
        Draw(Positions(), new Augmentation { CutoutLength = 0 }, draws, image =>
        {
            (int y, int x, int down, int right, bool flip) = Decode(image);
            Assert.InRange(down, -4, 4);
            Assert.InRange(right, -4, 4);
            Assert.True(Explains(image, down, right, flip), $"pixel ({y}, {x})");
            places[((down + 4) * 9) + right + 4]++;
            mirrored += flip ? 1 : 0;
        });

        // Chi-square with 80 degrees of freedom: mean 80, deviation 12.6.
        Assert.InRange(places.Sum(n => (n - 100) * (n - 100) / 100.0), 40, 130);
        Assert.InRange(mirrored, (draws / 2) - 180, (draws / 2) + 180);      // four deviations of 45
    }

    [Theory]
    [InlineData(9, 8)]
    [InlineData(8, 8)]
    [InlineData(3, 2)]
    public void The_hole_has_an_even_length_and_is_clipped_at_the_edges(int length, int full)
    {
        ImageSet white = new([.. Enumerable.Repeat((byte)255, Side * Side * 3)], [0], Side, Side, ["a"], "white");
        HashSet<(int, int, int, int)> holes = [];
        Draw(white, new Augmentation { CropPadding = 0, Flip = false, CutoutLength = length }, 20_000, image => holes.Add(Hole(image)));

        // One hole per centre, so all 32·32 must show up; the rule of the paper's reference for each.
        IEnumerable<(int, int, int, int)> expected =
            from y in Enumerable.Range(0, Side)
            from x in Enumerable.Range(0, Side)
            select (
                Math.Max(0, y - (full / 2)), Math.Min(Side, y + (full / 2)), Math.Max(0, x - (full / 2)), Math.Min(Side, x + (full / 2)));
        Assert.Equal(expected.Distinct().Order(), holes.Order());
        Assert.Equal(full, holes.Max(h => h.Item2 - h.Item1));
    }

    [Fact]
    public void A_length_of_one_cuts_nothing() =>
        Draw(
            Positions(),
            new Augmentation { CropPadding = 0, Flip = false, CutoutLength = 1 },
            5,
            image => Assert.DoesNotContain(0f, image));

    [Theory]
    [InlineData(64, 32)]
    [InlineData(65, 64)]
    [InlineData(66, 64)]
    [InlineData(3, 2)]
    [InlineData(2, 2)]
    [InlineData(10, 64)]
    public void Shuffling_takes_every_image_once_and_leaves_none_alone(int count, int batchSize)
    {
        int[][] batches = [.. new BatchAssembler(Random(count, 1, 1), Device.Cpu).Shuffle(batchSize, new RandomStream(0, "order"))];
        Assert.Equal(Enumerable.Range(0, count), batches.SelectMany(b => b).Order());
        Assert.All(batches, b => Assert.InRange(b.Length, 2, batchSize + 1));
        if (count > 20) Assert.NotEqual(Enumerable.Range(0, count), batches.SelectMany(b => b));
    }

    private static void Draw(ImageSet images, Augmentation augmentation, int count, Action<float[]> look)
    {
        BatchAssembler assembler = new(images, Device.Cpu);
        RandomStream changes = new(3, "augmentation");
        for (int done = 0; done < count; done += 100)
        {
            using TensorScope scope = TensorScope.Begin();
            float[] pixels = assembler.Augmented(new int[Math.Min(100, count - done)], augmentation, changes).Images.ToFloats();
            foreach (float[] image in pixels.Chunk(images.Stride)) look(image);
        }
    }

    // The rule of the method, pixel by pixel: pad with black, cut the window out, mirror, cut the hole; planes of channels.
    private static float[] Slow(ImageSet images, int index, ImageChange c)
    {
        int h = images.Height, w = images.Width;
        float[] result = new float[3 * h * w];
        for (int i = 0; i < result.Length; i++)
        {
            (int channel, int y, int x) = (i / (h * w), i / w % h, i % w);
            int sy = y + c.Down, sx = (c.Flip ? w - 1 - x : x) + c.Right;
            bool hole = y >= c.HoleTop && y < c.HoleBottom && x >= c.HoleLeft && x < c.HoleRight;
            bool inside = sy >= 0 && sy < h && sx >= 0 && sx < w;
            result[i] = inside && !hole ? images.Image(index)[(((sy * w) + sx) * 3) + channel] / 255f : 0;
        }

        return result;
    }

    // An image whose pixels say where they are from: red 100 + row, green 100 + column.
    private static ImageSet Positions()
    {
        byte[] pixels = new byte[Side * Side * 3];
        for (int i = 0; i < Side * Side; i++)
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = ((byte)(100 + (i / Side)), (byte)(100 + (i % Side)), 255);
        return new ImageSet(pixels, [0], Side, Side, ["a"], "positions");
    }

    private static (int Y, int X, int Down, int Right, bool Flip) Decode(float[] image)
    {
        const int y = 16, x = 16;
        (int row, int column) = From(image, y, x);
        bool flip = From(image, y, x + 1).Column < column;
        return (y, x, row - y, column - (flip ? Side - 1 - x : x), flip);
    }

    private static bool Explains(float[] image, int down, int right, bool flip)
    {
        return image.SequenceEqual(Slow(Positions(), 0, new ImageChange { Down = down, Right = right, Flip = flip }));
    }

    private static (int Row, int Column) From(float[] image, int y, int x) =>
        ((int)Math.Round(image[(y * Side) + x] * 255) - 100, (int)Math.Round(image[(Side * Side) + (y * Side) + x] * 255) - 100);

    private static (int Top, int Bottom, int Left, int Right) Hole(float[] image)
    {
        int[] black = [.. Enumerable.Range(0, Side * Side).Where(i => image[i] == 0)];
        int top = black.Min() / Side, bottom = (black.Max() / Side) + 1, left = black.Min(i => i % Side),
            right = black.Max(i => i % Side) + 1;
        Assert.Equal((bottom - top) * (right - left), black.Length);
        return (top, bottom, left, right);
    }

    private static ImageSet Random(int count, int height, int width)
    {
        RandomStream random = new(0, "pixels");
        byte[] pixels = new byte[count * height * width * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(1 + random.Next(255));
        return new ImageSet(pixels, [.. Enumerable.Range(0, count)], height, width, [.. Enumerable.Repeat("a", count)], "random");
    }
}
