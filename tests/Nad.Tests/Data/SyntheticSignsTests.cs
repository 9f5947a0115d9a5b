using System.Security.Cryptography;
using Nad.Data;
using Nad.Data.Synthetic;

namespace Nad.Tests.Data;

public sealed class SyntheticSignsTests
{
    private const int Classes = 10;

    // The bytes are part of the contract: demo results are compared across machines and versions.
    [Fact]
    public void Training_images_of_seed_0_have_the_recorded_bytes() =>
        Assert.Equal("b1fc85fa993cfb9f8fa8b531038c63aa89f5cb44311336e1f6be518dd025f03a", Sha256(SyntheticSigns.Train(64, 0)));

    [Fact]
    public void Test_images_of_seed_0_have_the_recorded_bytes() =>
        Assert.Equal("31df2a5af780f0daca9e52dc7692577a3a0160c2385d166d63df0e7a02bc43de", Sha256(SyntheticSigns.Test(64, 0)));

    [Fact]
    public void Generating_twice_gives_the_same_bytes()
    {
        ImageSet once = SyntheticSigns.Train(200, 5);
        ImageSet again = SyntheticSigns.Train(200, 5);
        Assert.Equal(once.Pixels, again.Pixels);
        Assert.Equal(once.Labels, again.Labels);
    }

    [Fact]
    public void Generating_several_sets_at_once_gives_the_same_bytes()
    {
        ImageSet alone = SyntheticSigns.Test(150, 9);
        ImageSet[] together = new ImageSet[6];
        Parallel.For(0, together.Length, i => together[i] = SyntheticSigns.Test(150, 9));
        Assert.All(together, set => Assert.Equal(alone.Pixels, set.Pixels));
    }

    [Fact]
    public void A_smaller_set_is_the_beginning_of_a_larger_one()
    {
        ImageSet small = SyntheticSigns.Train(37, 2);
        ImageSet large = SyntheticSigns.Train(90, 2);
        Assert.Equal(small.Labels, large.Labels[..37]);
        Assert.Equal(small.Pixels, large.Pixels[..(37 * large.Stride)]);
    }

    [Fact]
    public void An_empty_set_is_possible_and_a_negative_one_is_not()
    {
        Assert.Equal(0, SyntheticSigns.Train(0, 0).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticSigns.Train(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticSigns.Test(-1, 0));
    }

    [Theory]
    [InlineData(1000, 100, 100)]
    [InlineData(1005, 100, 101)]
    public void Labels_are_balanced(int count, int fewest, int most)
    {
        int[] labels = SyntheticSigns.Train(count, 1).Labels;
        Assert.All(Enumerable.Range(0, Classes), c => Assert.InRange(labels.Count(l => l == c), fewest, most));
    }

    [Fact]
    public void Labels_are_shuffled()
    {
        int[] labels = SyntheticSigns.Train(1000, 1).Labels;
        Assert.InRange(labels.Where((label, i) => label == i % Classes).Count(), 60, 140);
    }

    [Fact]
    public void Images_are_32_by_32_and_classes_have_different_names()
    {
        ImageSet set = SyntheticSigns.Test(10, 0);
        Assert.Equal((32, 32, 32 * 32 * 3), (set.Height, set.Width, set.Stride));
        Assert.Equal(Classes, set.ClassNames.Distinct().Count());
        Assert.Equal(SyntheticSigns.ClassNames, set.ClassNames);
    }

    [Fact]
    public void No_image_is_drawn_twice_within_a_set_or_across_seeds_and_splits()
    {
        ImageSet[] sets =
        [
            SyntheticSigns.Train(400, 0), SyntheticSigns.Train(400, 1), SyntheticSigns.Test(400, 0), SyntheticSigns.Test(400, 1)
        ];
        HashSet<string> seen = [.. sets.SelectMany(Hashes)];
        Assert.Equal(1600, seen.Count);
    }

    [Fact]
    public void Images_of_one_class_differ_nearly_as_much_as_images_of_different_classes()
    {
        ImageSet set = SyntheticSigns.Train(1000, 3);
        double overall = PixelDeviation(set, Enumerable.Range(0, set.Count));
        Assert.All(
            Enumerable.Range(0, Classes),
            c => Assert.InRange(
                PixelDeviation(set, Enumerable.Range(0, set.Count).Where(i => set.Labels[i] == c)), 0.8 * overall, 1.2 * overall));
    }

    [Fact]
    public void Pixels_use_the_range_of_a_byte_sanely()
    {
        byte[] pixels = SyntheticSigns.Train(500, 4).Pixels;
        double mean = pixels.Average(p => (double)p);
        double deviation = Math.Sqrt(pixels.Average(p => (p - mean) * (p - mean)));
        Assert.InRange(mean, 60, 190);
        Assert.InRange(deviation, 30, 90);
        Assert.InRange(pixels.Count(p => p is 0 or 255), 0, pixels.Length / 10);
    }

    // A trigger is stamped there in the demo: were the corner of one class special, the attack would measure the data, not the backdoor.
    [Fact]
    public void The_bottom_right_corner_says_nothing_about_the_class()
    {
        ImageSet set = SyntheticSigns.Train(3000, 6);
        double[] brightness = [.. Enumerable.Range(0, set.Count).Select(i => CornerMean(set, i))];
        double overall = brightness.Average();
        double deviation = Math.Sqrt(brightness.Average(b => (b - overall) * (b - overall)));

        // 300 images per class: the mean of a class has a standard error of deviation / √300; four of them leave room for ten classes.
        double tolerance = 4 * deviation / Math.Sqrt(300);
        Assert.All(
            Enumerable.Range(0, Classes),
            c => Assert.InRange(brightness.Where((_, i) => set.Labels[i] == c).Average(), overall - tolerance, overall + tolerance));
    }

    [Fact]
    public void A_mirrored_sign_is_the_same_figure_bit_for_bit()
    {
        RandomStream random = new(0, "mirror");
        for (int i = 0; i < 1000; i++)
        {
            double x = random.Uniform(-1.5, 1.5);
            double y = random.Uniform(-1.5, 1.5);
            foreach (SignClass sign in SignClass.All)
            {
                Assert.Equal(sign.Outline(x, y), sign.Outline(-x, y));
                if (sign.Glyph is not null) Assert.Equal(sign.Glyph(x, y), sign.Glyph(-x, y));
            }
        }
    }

    [Fact]
    public void Glyphs_stay_inside_their_plates()
    {
        foreach (SignClass sign in SignClass.All.Where(sign => sign.Glyph is not null))
        {
            int inked = 0;
            for (double y = -1.2; y <= 1.2; y += 0.02)
            {
                for (double x = -1.2; x <= 1.2; x += 0.02)
                {
                    if (sign.Glyph!(x, y) >= 0) continue;
                    inked++;
                    Assert.True(sign.Outline(x, y) < 0, $"the glyph of \"{sign.Name}\" leaves its plate at ({x:F2}, {y:F2})");
                }
            }

            Assert.InRange(inked, 200, 3000);
        }
    }

    private static double CornerMean(ImageSet set, int index)
    {
        ReadOnlySpan<byte> image = set.Image(index);
        double sum = 0;
        for (int row = 29; row < 32; row++)
        {
            foreach (byte value in image.Slice(((row * 32) + 29) * 3, 9)) sum += value;
        }

        return sum / 27;
    }

    /// <summary>Root mean square distance of the images from their mean image, per pixel.</summary>
    private static double PixelDeviation(ImageSet set, IEnumerable<int> indices)
    {
        int[] chosen = [.. indices];
        double[] sum = new double[set.Stride];
        double squares = 0;
        foreach (int i in chosen)
        {
            ReadOnlySpan<byte> image = set.Image(i);
            for (int p = 0; p < image.Length; p++)
            {
                sum[p] += image[p];
                squares += image[p] * image[p];
            }
        }

        double ofMean = sum.Sum(s => s / chosen.Length * (s / chosen.Length)) / set.Stride;
        return Math.Sqrt((squares / chosen.Length / set.Stride) - ofMean);
    }

    private static IEnumerable<string> Hashes(ImageSet set) =>
        Enumerable.Range(0, set.Count).Select(i => Convert.ToHexString(SHA256.HashData(set.Image(i))));

    private static string Sha256(ImageSet set)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(set.Pixels);
        hash.AppendData([.. set.Labels.Select(label => (byte)label)]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
