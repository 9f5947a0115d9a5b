using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Nad.TestSupport;

namespace Nad.Cli.Tests.Commands;

public sealed class DataCommandTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void What_is_in_a_data_set_is_counted()
    {
        string text = Done("data", Gtsrb());

        Assert.Contains("GTSRB, 43 classes, never mirrored.", text, StringComparison.Ordinal);
        Assert.Matches(@"\ntrain +4 +32x32 +15x15 to 16x16 +3 +0 +3 +\d+\.\d\n", text);
        Assert.Matches(@"\ntest +1 +32x32 +15x15 +- +0 +1 +\d+\.\d\n", text);
        Assert.Matches(@"\n +2 +speed limit 50 +3 +1\n", text);
        Assert.Contains(
            "\n1 of the 2 test images that GT-final_test.csv names are not there; rates are of the other 1.\n",
            text,
            StringComparison.Ordinal);
        Assert.Contains("\nThe whole GTSRB has 12,630 test images; here are 1 of them.", text, StringComparison.Ordinal);
        Assert.Matches(@"\nPeak memory \d+ MB\.\n$", text);

        JsonNode facts = JsonNode.Parse(Done("data", Gtsrb(), "--json"))!;
        Assert.Equal((3, 4), ((int)facts["splits"]![0]!["tracks"]!, facts["splits"]![0]!["images_by_class"]!.AsArray().Sum(n => (int)n!)));
        Assert.Equal(64, ((string)facts["splits"]![1]!["sha256"]!).Length);
    }

    [Fact]
    public void A_set_without_a_test_split_says_so() =>
        Assert.Contains("There is no test split.", Done("data", $"cifar10:{Cifar("only", test: false)}"), StringComparison.Ordinal);

    [Fact]
    public void Without_a_spec_it_says_where_it_looked_and_how_to_get_the_rest()
    {
        JsonNode places = JsonNode.Parse(Done("data", "--json"))!;
        Assert.Contains("data", places["looked"]!.AsArray().Select(p => (string)p!));
        string[] known =
        [
            .. places["found"]!.AsArray().Select(f => ((string)f!).Split(':')[0]),
            .. places["missing"]!.AsArray().Select(m => (string)m!["kind"]!)
        ];
        Assert.Equal(["cifar10", "cifar100", "gtsrb"], known.Distinct().Order(StringComparer.Ordinal));
        Assert.StartsWith("Looked in ", Done("data"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_archive_is_refused_and_removed()
    {
        using HttpFiles server = new();
        server.Add("cifar-10-binary.tar.gz", Tar(Cifar("set")));

        Refused("has MD5", "data", "cifar10", "--download", temp.File("d"), "--from", server.Address, "--quiet");

        Assert.False(Directory.Exists(temp.File("d")), "a folder that was made for it goes with it");
        Assert.Equal([("cifar-10-binary.tar.gz", 0L)], server.Asked);
    }

    [Theory]
    [InlineData("--download needs the data set", "data", "--download", "d")]
    [InlineData("but not 'images'", "data", "images", "--download", "d")]
    [InlineData("--from needs --download", "data", "cifar10", "--from", "http://x/")]
    [InlineData("begins with http", "data", "cifar10", "--download", "d", "--from", "file:///etc")]
    [InlineData("names no place", "data", "cifar10")]
    [InlineData("unknown kind", "data", "imagenet:x")]
    public void Bad_input_gives_one_line(string expected, params string[] arguments) => Refused(expected, arguments);

    [Fact]
    public void A_server_without_the_file_or_no_server_at_all_is_told_with_the_page_of_the_authors()
    {
        using HttpFiles server = new();
        Refused("the server answered 404", "data", "gtsrb", "--download", temp.File("d"), "--from", server.Address, "--quiet");
        server.Dispose();
        Refused("benchmark.ini.rub.de", "data", "gtsrb", "--download", temp.File("d"), "--from", server.Address, "--quiet");
    }

    private string Gtsrb()
    {
        byte[] Ppm(int side) => [.. System.Text.Encoding.ASCII.GetBytes($"P6\n{side} {side}\n255\n"), .. new byte[side * side * 3]];
        (string, int)[] images =
        [
            ("Final_Training/Images/00002/00000_00000", 15),
            ("Final_Training/Images/00002/00000_00001", 16),
            ("Final_Training/Images/00002/00001_00000", 16),
            ("Final_Training/Images/00004/00000_00000", 16),
            ("Final_Test/Images/00000", 15)
        ];
        foreach ((string name, int side) in images)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(temp.File($"GTSRB/{name}.ppm"))!);
            File.WriteAllBytes(temp.File($"GTSRB/{name}.ppm"), Ppm(side));
        }

        File.WriteAllText(temp.File("GTSRB/GT-final_test.csv"), "Filename;ClassId\n00000.ppm;2\n00001.ppm;3\n");
        return $"gtsrb:{temp.File("GTSRB")}";
    }

    private string Cifar(string name, bool test = true)
    {
        string folder = Path.Combine(temp.File(name), "cifar-10-batches-bin");
        Directory.CreateDirectory(folder);
        for (int i = 1; i <= 5; i++) File.WriteAllBytes(Path.Combine(folder, $"data_batch_{i}.bin"), new byte[3073]);
        if (test) File.WriteAllBytes(Path.Combine(folder, "test_batch.bin"), new byte[3073]);
        return temp.File(name);
    }

    private static byte[] Tar(string folder)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
            TarFile.CreateFromDirectory(folder, gzip, includeBaseDirectory: false);
        return packed.ToArray();
    }

    private static string Done(params string[] arguments)
    {
        (int code, string output, string errors) = Cli.Run(arguments);
        Assert.Equal((0, ""), (code, errors));
        return output;
    }

    private static void Refused(string expected, params string[] arguments)
    {
        (int code, _, string errors) = Cli.Run(arguments);
        Assert.Equal((2, 1), (code, errors.Count(c => c == '\n')));
        Assert.StartsWith("nad: ", errors, StringComparison.Ordinal);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }
}
