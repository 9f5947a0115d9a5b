using Nad.Data;
using Nad.TestSupport;

namespace Nad.Tests.Data;

public sealed class Cifar10SourceTests
{
    [Fact]
    public void Reads_the_official_files()
    {
        string folder = TestData.Require("cifar-10-batches-bin");
        IDataSource source = DataSpec.Parse($"cifar10:{folder}").Open();

        ImageSet train = source.LoadTrain(), test = source.LoadTest()!;

        Assert.Equal((5000, 1000), (train.Count, test.Count));
        Assert.Equal([3, 8, 8], test.Labels[..3]);
        Assert.Equal("airplane automobile bird cat deer dog frog horse ship truck", string.Join(' ', source.ClassNames));
        byte[] record = new byte[3073];
        using (FileStream file = File.OpenRead(Path.Combine(folder, "data_batch_3.bin")))
        {
            file.Position = 17 * 3073;
            file.ReadExactly(record);
        }

        byte[] expected = [.. Enumerable.Range(0, 3072).Select(i => record[1 + (i % 3 * 1024) + (i / 3)])];
        Assert.Equal(expected, train.Image(2017).ToArray());
        Assert.Equal(record[0], train.Labels[2017]);
    }

    [Fact]
    public void The_folder_above_does_as_well_and_names_come_from_the_meta_file()
    {
        using TemporaryFolder temporary = Fake();
        temporary.Write("cifar-10-batches-bin/batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n"u8);
        Cifar10Source source = new(temporary.Path);
        Assert.Equal("abcdefghij", string.Concat(source.ClassNames));
        Assert.Equal(10, source.LoadTrain().Count);
        Assert.Null(source.LoadTest());
    }

    [Theory]
    [InlineData(3072, 0, "whole number of records")]
    [InlineData(0, 0, "whole number of records")]
    [InlineData(3073, 10, "label 10")]
    public void A_broken_file_is_named(int length, byte label, string expected)
    {
        using TemporaryFolder temporary = Fake();
        byte[] content = new byte[length];
        if (length > 0) content[0] = label;
        temporary.Write("cifar-10-batches-bin/data_batch_4.bin", content);
        DamagedFileException e = Assert.Throws<DamagedFileException>(() => new Cifar10Source(temporary.Path).LoadTrain());
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains("data_batch_4.bin", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using TemporaryFolder temporary = Fake();
        File.Delete(Path.Combine(temporary.Path, "cifar-10-batches-bin/data_batch_2.bin"));
        Assert.Contains(
            "lacks data_batch_2.bin",
            Assert.Throws<NadException>(() => new Cifar10Source(temporary.Path)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "there is no folder",
            Assert.Throws<NadException>(() => new Cifar10Source(Path.Combine(temporary.Path, "nowhere"))).Message,
            StringComparison.Ordinal);
    }

    private static TemporaryFolder Fake()
    {
        TemporaryFolder temporary = new();
        for (int i = 1; i <= 5; i++) temporary.Write($"cifar-10-batches-bin/data_batch_{i}.bin", new byte[2 * 3073]);
        return temporary;
    }
}
