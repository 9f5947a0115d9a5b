using FsCheck;
using FsCheck.Fluent;
using Nad.Files.Imaging;

namespace Nad.Files.Tests.Imaging;

public sealed class PngEncoderTests
{
    [Fact]
    public void What_is_written_is_read_back() =>
        Prop.ForAll(Sizes(), size =>
        {
            byte[] rgb = Noise(size.Width * size.Height * 3, size.Seed), grey = Noise(size.Width * size.Height, size.Seed);
            RgbImage colour = ImageDecoder.Decode(PngEncoder.Encode(rgb, size.Width, size.Height), "colour");
            RgbImage flat = ImageDecoder.Decode(PngEncoder.EncodeGrey(grey, size.Width, size.Height), "grey");
            return colour.Pixels.AsSpan().SequenceEqual(rgb) && (colour.Width, colour.Height) == (size.Width, size.Height)
                && flat.Pixels.Where((_, i) => i % 3 == 0).SequenceEqual(grey);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_pixels_give_the_same_bytes() =>
        Assert.Equal(PngEncoder.Encode(Noise(32 * 32 * 3, 1), 32, 32), PngEncoder.Encode(Noise(32 * 32 * 3, 1), 32, 32));

    [Fact]
    public void A_smooth_picture_packs_well()
    {
        byte[] gradient = [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)((i / 3 % 64) + (i / 192)))];
        Assert.InRange(PngEncoder.Encode(gradient, 64, 64).Length, 0, gradient.Length / 50);
    }

    [Fact]
    public void Refuses_a_length_that_contradicts_the_size() =>
        Assert.Throws<ArgumentException>(() => PngEncoder.Encode(new byte[10], 2, 2));

    private static Arbitrary<(int Width, int Height, int Seed)> Sizes() => Arb.From(
        from width in Gen.Choose(1, 40) from height in Gen.Choose(1, 40) from seed in Gen.Choose(0, 1000) select (width, height, seed));

    // Steps of small size, so that every filter is chosen somewhere.
    private static byte[] Noise(int length, int seed)
    {
        Random random = new(seed);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)((i >= 3 ? bytes[i - 3] : 100) + random.Next(1 + (seed % 60)));
        return bytes;
    }
}
