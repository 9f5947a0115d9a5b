using Nad.Data;
using Nad.Torch;

namespace Nad.Tests.Data;

public sealed class EpochPlanTests
{
    [Theory]
    [InlineData(4, true, 9)]
    [InlineData(0, true, 0)]
    [InlineData(2, false, 3)]
    [InlineData(0, false, 0)]
    public void Batches_made_on_the_device_are_those_of_the_assembler_bit_for_bit(int padding, bool flip, int cutout)
    {
        ImageSet images = Random(11, height: 7, width: 9);
        Augmentation augmentation = new() { CropPadding = padding, Flip = flip, CutoutLength = cutout };
        BatchAssembler assembler = new(images, Device.Cpu);
        RandomStream order = new(3, "order"), expected = new(3, "changes"), drawn = new(3, "changes");
        List<int[]> first = [.. assembler.Shuffle(4, order)];
        using EpochPlan plan = new(images, first, augmentation, Device.Cpu);

        // Another epoch in the memory of the first leaves nothing of it behind, with the same changes or with fewer.
        foreach ((List<int[]> batches, Augmentation changed) in ((List<int[]>, Augmentation)[])[
            (first, augmentation),
            ([.. assembler.Shuffle(4, order)], augmentation),
            ([.. assembler.Shuffle(4, order)], augmentation with { CropPadding = 0 })
        ])
        {
            plan.Draw(batches, changed, drawn, step => 0.5 / (step + 1));
            for (int step = 0; step < batches.Count; step++)
            {
                using TensorScope scope = TensorScope.Begin();
                Batch usual = assembler.Augmented(batches[step], changed, expected), planned = plan.Batch(batches[step].Length);
                Assert.Equal(usual.Images.ToFloats(), planned.Images.ToFloats());
                Assert.Equal(usual.Images.ShapeText, planned.Images.ShapeText);
                Assert.Equal(usual.Labels.ToLongs(), planned.Labels.ToLongs());
                Assert.Equal((float)(0.5 / (step + 1)), plan.Rate.Item());
                plan.Advance();
            }
        }

        Assert.Equal(expected.State, drawn.State);
    }

    [Fact]
    public void Images_lie_in_memory_with_their_channels_last()
    {
        ImageSet images = Random(2, height: 3, width: 2);
        foreach (int cutout in (int[])[0, 3])
        {
            using EpochPlan plan = new(images, [[1, 0]], Augmentation.None with { CutoutLength = cutout }, Device.Cpu);
            plan.Draw([[1, 0]], Augmentation.None with { CutoutLength = cutout }, new RandomStream(0, "changes"), _ => 0.1);
            using TensorScope scope = TensorScope.Begin();
            Tensor made = plan.Batch(2).Images;
            Assert.Equal(made.Permute(0, 2, 3, 1).Contiguous().ToFloats(), made.FloatMemory().ToArray());
        }
    }

    private static ImageSet Random(int count, int height, int width)
    {
        RandomStream random = new(7, "pixels");
        byte[] pixels = new byte[count * height * width * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)random.Next(256);
        return new ImageSet(
            pixels, [.. Enumerable.Range(0, count)], height, width, [.. Enumerable.Range(0, count).Select(i => $"c{i}")], "random");
    }
}
