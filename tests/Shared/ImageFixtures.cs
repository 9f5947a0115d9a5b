using System.Globalization;

namespace Nad.TestSupport;

/// <summary>The images that tests/fixtures/make_images.py made, and the pixels that must come out of them.</summary>
internal static class ImageFixtures
{
    private static readonly string Folder = TestData.Fixture("images");
    private static readonly byte[] Expected = Read("expected.bin");

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static IEnumerable<ImageFixture> All() => Rows("index.tsv").Select(r => new ImageFixture(
        r[0], Number(r[1]), Number(r[2]), Number(r[3]), Expected.AsSpan(Number(r[4]), Number(r[5])).ToArray()));

    public static IEnumerable<(int Width, int Height, byte[] Pixels)> Resized()
    {
        byte[] pixels = Read("resize.bin");
        return Rows("resize.tsv").Select(r => (Number(r[0]), Number(r[1]), pixels.AsSpan(Number(r[2]), Number(r[3])).ToArray()));
    }

    public static IEnumerable<(int Side, int Height, int Width, byte[] Pixels)> Cut()
    {
        byte[] pixels = Read("cut.bin");
        return Rows("cut.tsv").Select(r => (Number(r[0]), Number(r[1]), Number(r[2]), pixels.AsSpan(Number(r[3]), Number(r[4])).ToArray()));
    }

    private static IEnumerable<string[]> Rows(string name) => File.ReadLines(Path.Combine(Folder, name)).Select(line => line.Split('\t'));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

internal sealed record ImageFixture(string Name, int Width, int Height, int Channels, byte[] Pixels);
