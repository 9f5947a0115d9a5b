using Nad.Data;
using Nad.Experiments;
using Nad.Tests.Models;

namespace Nad.Tests.Experiments;

public sealed class ImageChecksTests
{
    [Fact]
    public void Images_of_one_colour_each_are_refused_and_one_pixel_more_is_enough()
    {
        byte[] pixels = new byte[4 * 32 * 32 * 3];
        for (int i = 0; i < 4; i++) pixels.AsSpan(i * 3072, 3072).Fill((byte)(i * 50));
        ImageSet flat = Set(pixels);
        Assert.Contains("All 4 images", Assert.Throws<NadException>(() => ImageChecks.Varied(flat)).Message, StringComparison.Ordinal);

        pixels[5000] ^= 1;
        ImageChecks.Varied(flat);
    }

    [Fact]
    public void Many_copies_of_one_picture_are_refused()
    {
        byte[] one = TestModels.Images(1).Pixels;
        Assert.Contains(
            "same picture",
            Assert.Throws<NadException>(() => ImageChecks.Varied(Set([.. one, .. one, .. one]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Test_images_among_those_trained_on_are_counted_and_from_one_percent_on_refused()
    {
        ImageSet trained = TestModels.Images(300), fresh = TestModels.Images(200, seed: 5);
        Assert.Equal(0, ImageChecks.Apart(trained, fresh));
        Assert.Equal(2, ImageChecks.Apart(trained, fresh.Subset([.. Enumerable.Range(2, 198)]).Concat(trained.Subset([7, 9]))));
        NadException e = Assert.Throws<NadException>(
            () => ImageChecks.Apart(trained, fresh.Subset([.. Enumerable.Range(3, 197)]).Concat(trained.Subset([7, 9, 299]))));
        Assert.StartsWith("3 of the 200 test images", e.Message, StringComparison.Ordinal);
    }

    private static ImageSet Set(byte[] pixels) =>
        new(
            pixels, [.. Enumerable.Range(0, pixels.Length / 3072).Select(i => i % 10)], 32, 32, [.. "0123456789".Select(c => c.ToString())],
            "flat");
}
