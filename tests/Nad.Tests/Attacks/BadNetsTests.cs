using FsCheck;
using FsCheck.Fluent;
using Nad.Attacks;
using Nad.Data;

namespace Nad.Tests.Attacks;

public sealed class BadNetsTests
{
    private const byte Grey = 100;

    // Rows of the patch, top to bottom, and the place of its first pixel.
    [Theory]
    [InlineData(BadNetsVariant.Grid, 29, 29, "0 0 255 / 0 255 0 / 255 0 255")]
    [InlineData(BadNetsVariant.Checkerboard, 29, 29, "255 0 255 / 0 255 0 / 255 0 255")]
    [InlineData(BadNetsVariant.Square, 28, 28, "255 255 255 / 255 255 255 / 255 255 255")]
    [InlineData(BadNetsVariant.Centre, 18, 18, "255 128 255 / 128 255 128 / 255 128 128")]
    public void Each_variant_writes_its_nine_pixels_and_no_other(BadNetsVariant variant, int row, int column, string patch)
    {
        byte[] image = Stamped(new BadNetsOptions { Variant = variant });
        Assert.Equal(patch, Patch(image, row, column));
        Assert.Equal(9, Changed(image));
    }

    [Fact]
    public void Four_corners_hold_the_grid_with_its_odd_cell_inwards()
    {
        byte[] image = Stamped(new BadNetsOptions { Variant = BadNetsVariant.FourCorner });
        Assert.Equal("0 0 255 / 0 255 0 / 255 0 255", Patch(image, 29, 29));
        Assert.Equal("255 0 255 / 0 255 0 / 0 0 255", Patch(image, 1, 29));
        Assert.Equal("255 0 0 / 0 255 0 / 255 0 255", Patch(image, 29, 1));
        Assert.Equal("255 0 255 / 0 255 0 / 255 0 0", Patch(image, 1, 1));
        Assert.Equal(36, Changed(image));
    }

    [Theory]
    [InlineData(BadNetsVariant.Grid, 128, 1, "128 128 255 / 128 255 128 / 255 128 255")]
    [InlineData(BadNetsVariant.Centre, null, 0.2, "51 25 51 / 25 51 25 / 51 25 25")]
    [InlineData(BadNetsVariant.Centre, null, 0.8, "204 102 204 / 102 204 102 / 204 102 102")]
    public void Low_value_and_alpha_scale_the_pattern_and_truncate(BadNetsVariant variant, int? low, double alpha, string patch)
    {
        int at = variant == BadNetsVariant.Centre ? 18 : 29;
        Assert.Equal(patch, Patch(Stamped(new BadNetsOptions { Variant = variant, Low = low, Alpha = alpha }), at, at));
    }

    [Theory]
    [InlineData(0.1, 200, 20)]
    [InlineData(0.05, 50, 2)]
    [InlineData(0.019, 100, 1)]
    [InlineData(1, 30, 30)]
    public void The_rate_counts_down_to_whole_images_of_the_whole_set(double rate, int count, int poisoned) =>
        Assert.Equal(
            poisoned,
            new BadNets(new BadNetsOptions { Rate = rate }, 10).Poison(Set(count, 0), new RandomStream(0, "poison")).Poisoned.Length);

    [Fact]
    public void The_same_seed_poisons_the_same_images_and_another_seed_others()
    {
        BadNets attack = new(new BadNetsOptions(), 10);
        int[] Poisoned(long seed) => attack.Poison(Set(300, 0), new RandomStream(seed, "poison")).Poisoned;
        Assert.Equal(Poisoned(1), Poisoned(1));
        Assert.NotEqual(Poisoned(1), Poisoned(2));
    }

    [Fact]
    public void Images_of_the_target_class_can_be_among_the_poisoned() => Assert.Contains(
        0,
        new BadNets(new BadNetsOptions { Rate = 0.5 }, 10).Poison(Set(100, 0), new RandomStream(0, "poison")).Poisoned.Select(i => i % 10));

    [Fact]
    public void A_poisoned_set_differs_only_where_the_rule_says_so() =>
        Prop.ForAll(Attacks(), a =>
        {
            ImageSet clean = Set(a.Count, a.Seed);
            byte[] before = [.. clean.Pixels];
            (ImageSet images, int[] poisoned) = new BadNets(a.Options, 10).Poison(clean, new RandomStream(a.Seed, "poison"));
            PatchTrigger trigger = (PatchTrigger)new BadNets(a.Options, 10).Backdoor.Trigger;
            Dictionary<(int, int), byte> patch = trigger.Pixels.ToDictionary(p => ((p.Row + 32) % 32, (p.Column + 32) % 32), p => p.Red);
            for (int i = 0; i < images.Pixels.Length; i++)
            {
                (int image, int y, int x) = (i / images.Stride, i / 96 % 32, i / 3 % 32);
                byte expected = poisoned.Contains(image) && patch.TryGetValue((y, x), out byte value) ? value : before[i];
                if (images.Pixels[i] != expected) return false;
            }

            return poisoned.Length == (int)(a.Options.Rate * a.Count) && poisoned.SequenceEqual(poisoned.Distinct().Order())
                && clean.Pixels.SequenceEqual(before)
                && images.Labels
                    .Select((label, i) => label == (poisoned.Contains(i) ? Wanted(a.Options, i % 10) : i % 10))
                    .All(right => right);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Theory]
    [InlineData(10, 1.0, null, 0.1, "target label must be 0 to 9")]
    [InlineData(-1, 1.0, null, 0.1, "target label must be 0 to 9")]
    [InlineData(0, 0.0, null, 0.1, "'alpha' must be above 0")]
    [InlineData(0, 1.0, 256, 0.1, "'low' must be 0 to 255")]
    [InlineData(0, 1.0, null, 0.0, "'rate' must be above 0")]
    [InlineData(0, 1.0, null, double.NaN, "'rate' must be above 0")]
    public void Options_outside_their_range_are_named(int target, double alpha, int? low, double rate, string message)
    {
        BadNetsOptions options = new() { Target = target, Alpha = alpha, Low = low, Rate = rate };
        Assert.Contains(message, Assert.Throws<NadException>(() => new BadNets(options, 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_too_small_for_the_trigger_is_refused()
    {
        Trigger trigger = new BadNets(new BadNetsOptions { Variant = BadNetsVariant.Centre }, 10).Backdoor.Trigger;
        Assert.Contains(
            "the images are 16x16",
            Assert.Throws<NadException>(() => trigger.Apply(new byte[16 * 16 * 3], 16, 16)).Message,
            StringComparison.Ordinal);
    }

    private static int Wanted(BadNetsOptions options, int label) => options.AllToAll ? (label + 1) % 10 : options.Target;

    private static Arbitrary<(BadNetsOptions Options, int Count, long Seed)> Attacks() => Arb.From(
        from variant in Gen.Elements(Enum.GetValues<BadNetsVariant>())
        from target in Gen.Choose(0, 9)
        from all in Gen.Elements(true, false)
        from percent in Gen.Choose(1, 100)
        from count in Gen.Choose(2, 30)
        from seed in Gen.Choose(0, 1000)
        where (int)(percent / 100.0 * count) > 0        // a rate that poisons nothing is refused
        select (new BadNetsOptions { Variant = variant, Target = target, AllToAll = all, Rate = percent / 100.0 }, count, (long)seed));

    private static ImageSet Set(int count, long seed)
    {
        RandomStream random = new(seed, "pixels");
        byte[] pixels = new byte[count * 32 * 32 * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)random.NextUInt64();
        return new ImageSet(
            pixels, [.. Enumerable.Range(0, count).Select(i => i % 10)], 32, 32, [.. "0123456789".Select(c => c.ToString())], "test");
    }

    private static byte[] Stamped(BadNetsOptions options)
    {
        byte[] image = [.. Enumerable.Repeat(Grey, 32 * 32 * 3)];
        new BadNets(options, 10).Backdoor.Trigger.Apply(image, 32, 32);
        return image;
    }

    private static int Changed(byte[] image) => image.Chunk(3).Count(pixel => pixel.Any(b => b != Grey));

    private static string Patch(byte[] image, int row, int column) =>
        string.Join(" / ", Enumerable.Range(row, 3).Select(y =>
            string.Join(
                ' ', Enumerable.Range(column, 3).Select(x => Assert.Single(image.AsSpan(((y * 32) + x) * 3, 3).ToArray().Distinct())))));
}
