using Nad.Attacks;
using Nad.Data;
using Nad.Torch;

namespace Nad.Tests.Data;

/// <summary>Images for which there is no memory are decoded again each time, and are the same images.</summary>
public sealed class StreamedImagesTests
{
    private const int Side = 24, Images = 12;

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(Images)]
    public void What_is_read_one_by_one_is_what_lies_in_memory(int kept)
    {
        using TemporaryFolder temporary = new();
        (ImageSet whole, ImageSet streamed) = Both(temporary, kept);
        Assert.False(whole.IsStreamed);
        Assert.True(streamed.IsStreamed);
        Assert.Equal(whole.Fingerprint(), streamed.Fingerprint());
        for (int again = 0; again < 2; again++)
        {
            for (int i = 0; i < Images; i++) Assert.Equal(whole.Image(i).ToArray(), streamed.Image(i).ToArray());
        }

        Trigger trigger = new BadNetsOptions().Prepare(new AttackContext { Images = whole, Run = new RunContext() }).Backdoor.Trigger;
        int[] some = [7, 0, 3];
        Func<ImageSet, ImageSet>[] changes =
        [
            s => s.Subset(some), s => s.Mirrored(), trigger.Stamp, s => s.Concat(s.Subset(some)), s => s.Subset(some).Concat(s),
            s => s.Labelled([.. s.Labels.Reverse()], s.ClassNames),
        ];
        foreach (Func<ImageSet, ImageSet> change in changes)
        {
            ImageSet a = change(whole), b = change(streamed);
            Assert.Equal((a.Fingerprint(), a.Count, true), (b.Fingerprint(), b.Count, b.IsStreamed));
        }
    }

    [Fact]
    public void Batches_are_the_same_to_the_bit()
    {
        using TemporaryFolder temporary = new();
        (ImageSet whole, ImageSet streamed) = Both(temporary, 3);
        Augmentation[] changes = [Augmentation.None, new(), new() { CropPadding = 0, CropArea = 0.3 }];
        foreach (Augmentation change in changes)
        {
            using TensorScope scope = TensorScope.Begin();
            float[][] made = [.. new[] { whole, streamed }.Select(s =>
                new BatchAssembler(s, Device.Cpu).Augmented([3, 1, 8, 8, 11], change, new RandomStream(7, "changes")).Images.ToFloats())];
            Assert.Equal(made[0], made[1]);
        }
    }

    [Fact]
    public void The_same_images_are_poisoned_in_the_same_way()
    {
        using TemporaryFolder temporary = new();
        (ImageSet whole, ImageSet streamed) = Both(temporary, 2);
        BadNetsOptions options = new() { Target = 1, Rate = 0.5 };
        (ImageSet Images, int[] Poisoned)[] made = [.. new[] { whole, streamed }.Select(s => Poisoned(s, options))];
        Assert.Equal(made[0].Poisoned, made[1].Poisoned);
        Assert.Equal(made[0].Images.Fingerprint(), made[1].Images.Fingerprint());
        Assert.NotEqual(whole.Fingerprint(), made[0].Images.Fingerprint());
    }

    [Fact]
    public void Nothing_can_be_written_into_what_is_not_in_memory()
    {
        using TemporaryFolder temporary = new();
        (_, ImageSet streamed) = Both(temporary, 2);
        Assert.Contains(
            "--memory", Assert.Throws<UnsupportedInputException>(() => streamed.Edit(0)[0] = 1).Message, StringComparison.Ordinal);
        Assert.Throws<UnsupportedInputException>(() => streamed.Pixels);
    }

    [Fact]
    public void A_broken_image_is_named_before_anything_is_done_with_the_others()
    {
        using TemporaryFolder temporary = new();
        Fill(temporary);
        File.WriteAllBytes(Path.Combine(temporary.Path, "b", "3.ppm"), "P6 24 24 255\nshort"u8.ToArray());
        NadException refused =
            Assert.ThrowsAny<NadException>(() => new ImageFolderSource(temporary.Path, memory: new ImageMemory(1)).LoadTrain());
        Assert.Contains("3.ppm", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_vanishes_while_a_run_is_at_work_is_named_in_one_error()
    {
        using TemporaryFolder temporary = new();
        (_, ImageSet streamed) = Both(temporary, 0);
        File.Delete(Path.Combine(temporary.Path, "b", "1.ppm"));
        using TensorScope scope = TensorScope.Begin();
        Assert.Contains(
            "1.ppm",
            Assert.ThrowsAny<NadException>(() => new BatchAssembler(streamed, Device.Cpu).InOrder(0, Images)).Message,
            StringComparison.Ordinal);
        Assert.ThrowsAny<NadException>(() => streamed.Subset([4, 5]).Fingerprint());
    }

    [Fact]
    public void A_source_says_what_it_keeps()
    {
        using TemporaryFolder temporary = new();
        Fill(temporary);
        ImageFolderSource source = new(temporary.Path, memory: new ImageMemory(20 << 10));
        Assert.DoesNotContain(source.Remarks, r => r.Contains("--memory", StringComparison.Ordinal));
        source.LoadTrain();
        Assert.Contains(
            source.Remarks,
            r => r.Contains("12 images of 24x24", StringComparison.Ordinal) && r.Contains("--memory", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("500M", 500L << 20)]
    [InlineData("4g", 4L << 30)]
    public void A_size_is_read_with_its_unit(string text, long bytes) => Assert.Equal(bytes, ImageMemory.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("4")]
    [InlineData("-1G")]
    [InlineData("1M")]
    [InlineData("99999999999G")]
    [InlineData("4 G")]
    public void Another_size_is_refused(string text) =>
        Assert.Contains("--memory must be", Assert.Throws<NadException>(() => ImageMemory.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Memory_is_never_taken_beyond_its_bound()
    {
        ImageMemory memory = new(1000);
        Assert.False(memory.TryTakeWhole(251));
        Assert.True(memory.TryTakeWhole(200));
        int taken = 0;
        Parallel.For(0, 100, _ =>
        {
            if (memory.TryTake(30)) Interlocked.Increment(ref taken);
        });
        Assert.Equal(6, taken);
    }

    private static (ImageSet, int[]) Poisoned(ImageSet images, BadNetsOptions options)
    {
        IAttack attack = options.Prepare(new AttackContext { Images = images, Run = new RunContext() });
        return attack.Poison(images, new RandomStream(1, "poison"));
    }

    private static (ImageSet Whole, ImageSet Streamed) Both(TemporaryFolder temporary, int kept)
    {
        Fill(temporary);
        ImageSet whole = new ImageFolderSource(temporary.Path).LoadTrain();
        return (whole, new ImageFolderSource(temporary.Path, memory: new ImageMemory(kept * whole.Stride)).LoadTrain());
    }

    private static void Fill(TemporaryFolder temporary)
    {
        for (int i = 0; i < Images; i++)
        {
            byte[] pixels = [.. Enumerable.Range(0, Side * Side * 3).Select(p => (byte)((p * (i + 3) * 7) % 251))];
            temporary.Write($"{"abc"[i % 3]}/{i}.ppm", [.. "P6 24 24 255\n"u8, .. pixels]);
        }
    }
}
