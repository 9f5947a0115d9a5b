using Nad.Data;

namespace Nad.Tests.Data;

public sealed class Cifar100SourceTests
{
    private const int Record = 2 + 3072;

    [Fact]
    public void Fine_and_coarse_labels_are_read_from_their_bytes_and_planes_become_pixels()
    {
        using TemporaryFolder temporary = Fake();
        IDataSource fine = DataSpec.Parse($"cifar100:{temporary.Path}").Open(),
            coarse = DataSpec.Parse($"cifar100:{temporary.Path}/cifar-100-binary@coarse").Open();

        ImageSet train = fine.LoadTrain(), super = coarse.LoadTrain();

        Assert.Equal((100, 20), (fine.ClassCount, coarse.ClassCount));
        Assert.Equal([99, 0, 7], train.Labels);
        Assert.Equal([19, 0, 3], super.Labels);
        Assert.Equal(("worm", "vehicles_2"), (fine.ClassNames[99], coarse.ClassNames[19]));
        Assert.Equal(train.Pixels, super.Pixels);
        Assert.Equal([10, 20, 30], train.Image(2)[..3].ToArray());
        Assert.Equal([10, 20, 30], train.Image(2)[^3..].ToArray());
        Assert.Equal([5], fine.LoadTest()!.Labels);
        Assert.EndsWith("cifar-100-binary@coarse", coarse.Spec, StringComparison.Ordinal);
        Assert.True(fine.FlipIsSafe);
    }

    [Fact]
    public void Names_come_from_the_files_where_they_are_there()
    {
        using TemporaryFolder temporary = Fake();
        temporary.Write(
            "cifar-100-binary/coarse_label_names.txt",
            System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20).Select(i => $"super{i}\n"))));
        Assert.Equal("super4", new Cifar100Source(temporary.Path, coarse: true).ClassNames[4]);
        temporary.Write("cifar-100-binary/fine_label_names.txt", "a\nb\n"u8);
        Assert.Contains(
            "2 class names, but CIFAR-100 has 100",
            Assert.Throws<DamagedFileException>(() => new Cifar100Source(temporary.Path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Record - 1, 0, 0, "whole number of records of 3074 bytes")]
    [InlineData(0, 0, 0, "whole number of records")]
    [InlineData(Record, 0, 100, "label 100, but the classes are 0 to 99")]
    [InlineData(Record, 20, 0, "label 20, but the classes are 0 to 19")]
    public void A_broken_file_is_named(int length, byte coarse, byte fine, string expected)
    {
        using TemporaryFolder temporary = Fake();
        byte[] content = new byte[length];
        if (length > 1) (content[0], content[1]) = (coarse, fine);
        temporary.Write("cifar-100-binary/test.bin", content);
        DamagedFileException e = Assert.Throws<DamagedFileException>(() => new Cifar100Source(temporary.Path, coarse > 0).LoadTest());
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains("test.bin", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_told()
    {
        using TemporaryFolder temporary = new();
        Assert.Contains("holds no train.bin", Refusal(temporary.Path), StringComparison.Ordinal);
        Assert.Contains("there is no folder", Refusal(temporary.Path + "/nowhere"), StringComparison.Ordinal);
        Assert.Contains("unpack the archive", Refusal(temporary.Write("cifar-100-binary.tar.gz", [1])), StringComparison.Ordinal);
        temporary.Write("py/train", [1]);
        temporary.Write("py/meta", [1]);
        Assert.Contains("Python version", Refusal(temporary.Path + "/py"), StringComparison.Ordinal);
        static string Refusal(string path) => Assert.Throws<NadException>(() => new Cifar100Source(path)).Message;
    }

    private static TemporaryFolder Fake()
    {
        TemporaryFolder temporary = new();
        temporary.Write("cifar-100-binary/train.bin", [.. Image(19, 99), .. Image(0, 0), .. Image(3, 7)]);
        temporary.Write("cifar-100-binary/test.bin", Image(1, 5));
        return temporary;
    }

    private static byte[] Image(byte coarse, byte fine) =>
        [coarse, fine, .. Enumerable.Repeat((byte)10, 1024), .. Enumerable.Repeat((byte)20, 1024), .. Enumerable.Repeat((byte)30, 1024)];
}
