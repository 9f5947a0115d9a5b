using System.IO.Compression;
using Nad.Data;
using Nad.Files.Imaging;
using Nad.TestSupport;

namespace Nad.Tests.Data;

public sealed class ImageFolderSourceTests
{
    [Theory]
    [InlineData("")]
    [InlineData("wrapped/")]
    public void A_folder_and_its_zip_read_the_same(string around)
    {
        using TemporaryFolder temporary = new();
        FillSplits(temporary, "set/" + around);
        string folder = Path.Combine(temporary.Path, "set");

        ImageFolderSource[] sources =
        [
            new(folder),
            new(temporary.Zip("set")),
            new(temporary.Zip("set", CompressionLevel.NoCompression)),
            new(temporary.Zip("set/" + around, CompressionLevel.Fastest, includeFolder: true)),
        ];
        foreach (ImageFolderSource source in sources)
        {
            Assert.Equal(["Zebra", "ant", "cat"], source.ClassNames);
            ImageSet train = source.LoadTrain(), test = source.LoadTest()!;
            Assert.Equal([0, 0, 1, 1, 2, 2], train.Labels);
            Assert.Equal([0, 1, 2], test.Labels);
            Assert.Equal((32, 32), (train.Height, train.Width));
            Assert.Equal(sources[0].LoadTrain().Pixels, train.Pixels);
            Assert.Equal(sources[0].LoadTest()!.Pixels, test.Pixels);
        }
    }

    [Fact]
    public void Of_chosen_images_only_these_are_decoded()
    {
        using TemporaryFolder temporary = new();
        FillSplits(temporary, "set/");
        IDataSource folder = new ImageFolderSource(Path.Combine(temporary.Path, "set")), zip = new ImageFolderSource(temporary.Zip("set"));
        ImageSet all = folder.LoadTrain(), expected = all.Subset([4, 0, 3]);
        foreach (IDataSource source in (IDataSource[])[folder, zip])
        {
            ImageSet found = source.LoadTrain(Choose);
            Assert.Equal(expected.Fingerprint(), found.Fingerprint());
            Assert.Equal((source.Spec, 3), (found.Source, found.ClassNames.Count));
        }

        // The last image keeps its size and loses its content: only who asks for it is told.
        string last = Directory.EnumerateFiles(Path.Combine(temporary.Path, "set"), "*", SearchOption.AllDirectories)
            .Where(f => f.Contains("train", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Last();
        File.WriteAllBytes(last, File.ReadAllBytes(last)[..^20]);
        Assert.Equal(expected.Fingerprint(), folder.LoadTrain(Choose).Fingerprint());
        Assert.Throws<DamagedFileException>(() => folder.LoadTrain());

        int[] Choose(ImageLabels known)
        {
            Assert.Equal(all.Labels, known.Labels);
            Assert.Null(known.Groups);
            return [4, 0, 3];
        }
    }

    [Fact]
    public void One_thread_and_many_give_identical_bytes()
    {
        using TemporaryFolder temporary = new();
        string[] kinds = ["420.jpg", "rgb8.png", "p6.ppm", "8-palette.bmp", "grey16-adam7.png", "cmyk.jpg"];
        for (int i = 0; i < 300; i++) temporary.Write($"set/class{i % 3}/{i:D4}-{kinds[i % 6]}", ImageFixtures.Read(kinds[i % 6]));
        string zip = temporary.Zip("set");

        byte[] single = new ImageFolderSource(zip, threads: 1).LoadTrain().Pixels;

        Assert.Equal(single, new ImageFolderSource(zip, threads: 8).LoadTrain().Pixels);
        Assert.Equal(single, new ImageFolderSource(Path.Combine(temporary.Path, "set"), threads: 8).LoadTrain().Pixels);
    }

    [Fact]
    public void Images_of_one_size_keep_it_also_in_the_test_split()
    {
        using TemporaryFolder temporary = new();
        temporary.Write("set/train/a/1.png", ImageFixtures.Read("rgb8.png"));
        temporary.Write("set/train/b/1.ppm", ImageFixtures.Read("p6.ppm"));
        temporary.Write("set/test/a/1.png", ImageFixtures.Read("resize-source.png"));
        Directory.CreateDirectory(Path.Combine(temporary.Path, "set/test/b"));
        ImageFolderSource source = new(Path.Combine(temporary.Path, "set"));

        ImageSet test = source.LoadTest()!, train = source.LoadTrain();

        Assert.Equal((11, 13), (train.Height, train.Width));
        Assert.Equal((11, 13), (test.Height, test.Width));
        Assert.Equal(ImageDecoder.Decode(ImageFixtures.Read("rgb8.png"), "1.png").Pixels, train.Image(0).ToArray());
        Assert.Equal(20 * 20 * 3, DataSpec.Parse(source.Spec + "@20").Open().LoadTrain().Stride);
    }

    [Fact]
    public void What_is_no_image_is_ignored_and_an_empty_class_keeps_its_index()
    {
        using TemporaryFolder temporary = new();
        FillClass(temporary, "set/a", 1);
        FillClass(temporary, "set/c/deeper/still", 2);
        Directory.CreateDirectory(Path.Combine(temporary.Path, "set/b"));
        foreach (string name in (string[])[
            "a/Thumbs.db", "a/labels.csv", "a/.hidden.png", ".cache/x/1.png", "__MACOSX/a/1.png", "overview.png", "readme.txt"
        ])
            temporary.Write("set/" + name, [1]);

        ImageFolderSource source = new(Path.Combine(temporary.Path, "set"));

        Assert.Equal(["a", "b", "c"], source.ClassNames);
        Assert.Equal([0, 2, 2], source.LoadTrain().Labels);
        Assert.Null(source.LoadTest());
    }

    [Fact]
    public void A_linked_class_folder_is_followed()
    {
        using TemporaryFolder temporary = new();
        FillClass(temporary, "elsewhere", 2);
        FillClass(temporary, "set/a", 1);
        Directory.CreateSymbolicLink(Path.Combine(temporary.Path, "set/b"), Path.Combine(temporary.Path, "elsewhere"));
        Assert.Equal([0, 1, 1], new ImageFolderSource(Path.Combine(temporary.Path, "set")).LoadTrain().Labels);
    }

    [Theory]
    [InlineData("no image", "notes.txt")]
    [InlineData("directly", "1.png")]
    [InlineData("directly in train/", "train/1.png")]
    [InlineData("directly in test/, train/", "train/1.png", "test/1.png")]
    [InlineData("test/ lacks b", "train/a/1.png", "train/b/1.png", "test/a/1.png")]
    [InlineData("train/ lacks c", "train/a/1.png", "test/a/1.png", "test/c/1.png")]
    [InlineData("Validation/ lacks b", "Training/a/1.png", "Training/b/1.png", "Validation/a/1.png")]
    public void A_layout_that_does_not_fit_is_explained(string expected, params string[] files)
    {
        using TemporaryFolder temporary = new();
        foreach (string file in files) temporary.Write("set/" + file, ImageFixtures.Read("rgb8.png"));
        NadException e = Assert.Throws<NadException>(() => new ImageFolderSource(Path.Combine(temporary.Path, "set")));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_may_be_named_like_splits()
    {
        using TemporaryFolder temporary = new();
        FillClass(temporary, "set/train", 1);
        FillClass(temporary, "set/plane", 1);
        Assert.Equal(["plane", "train"], new ImageFolderSource(Path.Combine(temporary.Path, "set")).ClassNames);
    }

    [Fact]
    public void Of_several_broken_images_the_first_is_named()
    {
        using TemporaryFolder temporary = new();
        FillClass(temporary, "set/a", 200);
        foreach (int i in (int[])[77, 120, 199]) temporary.Write($"set/a/{i:D3}.png", ImageFixtures.Read("rgb8.png").AsSpan(0, 50));
        for (int repeat = 0; repeat < 5; repeat++)
        {
            NadException e = Assert.Throws<DamagedFileException>(
                () => new ImageFolderSource(Path.Combine(temporary.Path, "set"), threads: 8).LoadTrain());
            Assert.Contains("a/077.png", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_image_of_a_kind_that_is_not_read_is_an_error_and_not_left_out()
    {
        using TemporaryFolder temporary = new();
        FillClass(temporary, "set/a", 1);
        temporary.Write("set/a/2.avif", "\0\0\0 ftypavif"u8);
        Assert.Throws<UnsupportedInputException>(() => new ImageFolderSource(Path.Combine(temporary.Path, "set")).LoadTrain());
    }

    [Fact]
    public void Loading_can_be_cancelled()
    {
        using TemporaryFolder temporary = new();
        FillClass(temporary, "set/a", 10);
        Assert.ThrowsAny<OperationCanceledException>(
            () => new ImageFolderSource(Path.Combine(temporary.Path, "set")).LoadTrain(new CancellationToken(canceled: true)));
    }

    private static void FillClass(TemporaryFolder temporary, string folder, int count)
    {
        for (int i = 0; i < count; i++) temporary.Write($"{folder}/{i:D3}.png", ImageFixtures.Read("rgb8.png"));
    }

    private static void FillSplits(TemporaryFolder temporary, string root)
    {
        foreach (string name in (string[])["cat", "ant", "Zebra"])
        {
            temporary.Write($"{root}train/{name}/b.jpg", ImageFixtures.Read("420.jpg"));
            temporary.Write($"{root}train/{name}/a.PNG", ImageFixtures.Read("resize-source.png"));
            temporary.Write($"{root}test/{name}/x.ppm", ImageFixtures.Read("p6.ppm"));
        }
    }
}
