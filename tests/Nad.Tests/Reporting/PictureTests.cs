using System.Buffers.Binary;
using System.IO.Compression;
using Nad.Reporting;

namespace Nad.Tests.Reporting;

public sealed class PictureTests
{
    [Fact]
    public void A_png_holds_the_pixels_it_was_made_from()
    {
        byte[] pixels = [.. Enumerable.Range(0, 5 * 3 * 3).Select(i => (byte)(i * i))];

        (int height, int width, int channels, byte[] decoded) = Decode(PngDataUri.FromRgb(pixels, 5, 3));

        Assert.Equal((5, 3, 3), (height, width, channels));
        Assert.Equal(pixels, decoded);
    }

    [Fact]
    public void A_heat_map_runs_from_the_lowest_to_the_highest_colour_and_is_brightest_where_the_map_is()
    {
        (_, int width, _, byte[] indices) = Decode(HeatMap.DataUri(new AttentionMapData("t", 2, 2, [-5, -5, -5, 20])));

        Assert.Equal(0, indices.Min());
        Assert.Equal(255, indices.Max());
        Assert.Equal(255, indices[(95 * width) + 95]);
        Assert.Equal(0, indices[0]);
    }

    [Fact]
    public void Between_two_entries_a_heat_map_is_bilinear()
    {
        (_, int width, _, byte[] indices) = Decode(HeatMap.DataUri(new AttentionMapData("t", 1, 2, [0, 1])));

        // Entries lie at columns 24 and 72 of 96; half-way is column 48, whose centre is 48.5.
        Assert.Equal((int)Math.Round(255 * 24.5 / 48), indices[48]);
        Assert.Equal(indices[48], indices[(60 * width) + 48]);
    }

    [Fact]
    public void Maps_that_are_flat_or_not_finite_are_drawn_low()
    {
        Assert.All(Decode(HeatMap.DataUri(new AttentionMapData("t", 1, 2, [3, 3]))).Pixels, i => Assert.Equal(0, i));
        Assert.All(Decode(HeatMap.DataUri(new AttentionMapData("t", 1, 2, [float.NaN, float.NaN]))).Pixels, i => Assert.Equal(0, i));
    }

    [Fact]
    public void The_colour_map_gets_lighter_all_the_way()
    {
        double[] light = [.. Enumerable.Range(0, 256).Select(
            i => (0.2126 * Linear(ColorMap.Palette[3 * i])) + (0.7152 * Linear(ColorMap.Palette[(3 * i) + 1]))
                + (0.0722 * Linear(ColorMap.Palette[(3 * i) + 2])))];

        // Rounding to bytes may cost a hair in one step, never in four.
        for (int i = 4; i < 256; i++) Assert.True(light[i] > light[i - 4], $"entry {i}");
    }

    [Fact]
    public void Small_images_are_enlarged_with_crisp_pixels_and_large_ones_averaged_down()
    {
        (int height, int width, _, byte[] small) = Decode(InputPicture.DataUri(new AttentionFigure("s", [255, 0, 0, 0, 0, 255], 1, 2, [])));
        Assert.Equal((48, 96), (height, width));
        Assert.Equal([255, 0, 0], small[(47 * 3)..(48 * 3)]);
        Assert.Equal([0, 0, 255], small[(48 * 3)..(49 * 3)]);

        byte[] checks = [.. Enumerable.Range(0, 192 * 192).SelectMany(i => Enumerable.Repeat((byte)(((i / 192) + i) % 2 * 200), 3))];
        (height, width, _, byte[] large) = Decode(InputPicture.DataUri(new AttentionFigure("l", checks, 192, 192, [])));
        Assert.Equal((96, 96), (height, width));
        Assert.All(large, p => Assert.Equal(100, p));
    }

    private static double Linear(byte value) => Math.Pow(value / 255.0, 2.2);

    private static (int Height, int Width, int Channels, byte[] Pixels) Decode(string uri)
    {
        byte[] png = Convert.FromBase64String(uri["data:image/png;base64,".Length..]);
        int width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));
        int height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20));
        int channels = png[25] == 2 ? 3 : 1;
        using MemoryStream data = new();
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (png.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8)) data.Write(png, at + 8, length);
            at += length + 12;
        }

        data.Position = 0;
        using ZLibStream zlib = new(data, CompressionMode.Decompress);
        int stride = width * channels;
        byte[] row = new byte[stride + 1];
        byte[] pixels = new byte[height * stride];
        for (int y = 0; y < height; y++)
        {
            zlib.ReadExactly(row);
            for (int i = 0; i < stride; i++)
            {
                int left = i >= channels ? pixels[(y * stride) + i - channels] : 0, up = y > 0 ? pixels[((y - 1) * stride) + i] : 0;
                int corner = y > 0 && i >= channels ? pixels[((y - 1) * stride) + i - channels] : 0;
                int before = row[0] switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) };
                pixels[(y * stride) + i] = (byte)(row[i + 1] + before);
            }
        }

        return (height, width, channels, pixels);
    }

    // The neighbour nearest to left + up − corner; ties in this order.
    private static int Paeth(int left, int up, int corner) => new[] { left, up, corner }.MinBy(n => Math.Abs(left + up - corner - n));
}
