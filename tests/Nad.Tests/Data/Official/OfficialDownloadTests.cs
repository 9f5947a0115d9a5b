using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Nad.Data;
using Nad.TestSupport;

namespace Nad.Tests.Data.Official;

public sealed class OfficialDownloadTests
{
    [Fact]
    public void Archives_are_fetched_checked_unpacked_and_removed()
    {
        using TemporaryFolder temporary = new();
        using HttpFiles server = new();
        OfficialData data = Set(temporary, server);
        List<string> stages = [];

        string spec = new OfficialDownload(data, new Uri(server.Address), stages.Add, default).Fetch(Path.Combine(temporary.Path, "d"));

        Assert.Equal($"cifar10:{temporary.Path}/d/cifar-10-batches-bin", spec);
        Assert.Equal(5, DataSpec.Parse(spec).Open().LoadTrain().Count);
        Assert.Equal(["cifar-10-batches-bin"], Directory.GetFileSystemEntries(Path.Combine(temporary.Path, "d")).Select(Path.GetFileName));
        Assert.True(
            File.Exists(Path.Combine(temporary.Path, "d/cifar-10-batches-bin/labels.csv")), "a file beside the folder goes into it");
        Assert.Contains(stages, s => s.StartsWith("fetching a.tar.gz: 0.0 of 0.", StringComparison.Ordinal));
        Assert.Contains(
            "is there already",
            Assert.Throws<NadException>(
                () => new OfficialDownload(data, new Uri(server.Address), null, default).Fetch(Path.Combine(temporary.Path, "d"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_broken_download_is_continued_where_the_server_can_and_begun_again_where_not(bool ranges)
    {
        using TemporaryFolder temporary = new();
        using HttpFiles server = new() { BreakAfter = 50_000, Ranges = ranges };
        OfficialData data = Set(temporary, server);
        OfficialDownload download = new(data, new Uri(server.Address), null, default);
        string folder = Path.Combine(temporary.Path, "d");

        Assert.Contains("what came is kept", Assert.Throws<NadException>(() => download.Fetch(folder)).Message, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(Path.Combine(folder, "a.tar.gz.part")).Length, 1, 50_000);
        Assert.False(File.Exists(Path.Combine(folder, "a.tar.gz")));

        server.BreakAfter = null;
        Assert.Equal(5, DataSpec.Parse(download.Fetch(folder)).Open().LoadTrain().Count);
        (string file, long from) = server.Asked.Last(a => a.File == "a.tar.gz");
        Assert.Equal(ranges, from > 0);
    }

    [Fact]
    public void A_part_of_something_else_is_not_continued()
    {
        using TemporaryFolder temporary = new();
        using HttpFiles server = new();
        OfficialData data = Set(temporary, server);
        temporary.Write("d/a.tar.gz.part", new byte[5_000_000]);      // longer than the file: the server answers 416
        Assert.StartsWith(
            "cifar10:",
            new OfficialDownload(data, new Uri(server.Address), null, default).Fetch(Path.Combine(temporary.Path, "d")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_file_is_removed_and_named()
    {
        using TemporaryFolder temporary = new();
        using HttpFiles server = new();
        OfficialData data = Set(temporary, server);
        server.Add("b.zip", [1, 2, 3]);
        DamagedFileException e = Assert.Throws<DamagedFileException>(
            () => new OfficialDownload(data, new Uri(server.Address), null, default).Fetch(Path.Combine(temporary.Path, "d")));
        Assert.Contains("b.zip has MD5", e.Message, StringComparison.Ordinal);
        Assert.Equal(["a.tar.gz"], Directory.GetFileSystemEntries(Path.Combine(temporary.Path, "d")).Select(Path.GetFileName));
    }

    public static MatrixTheoryData<string, string> Traps { get; } = new(
        [
            "a.tar.gz", "a.tar.gz.part", ".cifar-10-batches-bin.unpacking", "cifar-10-batches-bin",
            ".cifar-10-batches-bin.unpacking/cifar-10-batches-bin", ".cifar-10-batches-bin.unpacking/cifar-10-batches-bin/data_batch_1.bin",
            ".cifar-10-batches-bin.unpacking/labels.csv"
        ],
        ["link", "dangling link", "pipe", "folder"]);

    [Theory]
    [MemberData(nameof(Traps))]
    public void A_folder_that_a_stranger_prepared_is_not_left(string name, string kind)
    {
        using TemporaryFolder temporary = new();
        using HttpFiles server = new();
        OfficialData data = Set(temporary, server);
        string folder = Path.Combine(temporary.Path, "d"), at = Path.Combine(folder, name),
            outside = Path.Combine(temporary.Path, "outside");
        temporary.Write("outside/victim", "precious"u8);
        Directory.CreateDirectory(Path.GetDirectoryName(at)!);
        bool isFolder = kind == "folder" && Path.GetExtension(name) is "" or ".unpacking";
        if (kind == "folder") Directory.CreateDirectory(at);
        else if (kind == "pipe") System.Diagnostics.Process.Start("mkfifo", [at]).WaitForExit();
        else File.CreateSymbolicLink(at, Path.Combine(outside, kind == "link" ? "victim" : "none"));

        OfficialDownload download = new(data, new Uri(server.Address), null, default);
        if (isFolder && name != "cifar-10-batches-bin") download.Fetch(folder);
        else
            Assert.Contains(
                Path.GetFileName(name), Assert.Throws<NadException>(() => download.Fetch(folder)).Message, StringComparison.Ordinal);

        Assert.Equal([Path.Combine(outside, "victim")], Directory.GetFileSystemEntries(outside));
        Assert.Equal("precious", File.ReadAllText(Path.Combine(outside, "victim")));
    }

    [Fact]
    public void What_an_interrupted_run_unpacked_is_made_anew_and_what_is_of_no_archive_is_named()
    {
        using TemporaryFolder temporary = new();
        using HttpFiles server = new();
        OfficialDownload download = new(Set(temporary, server), new Uri(server.Address), null, default);
        string folder = Path.Combine(temporary.Path, "d"), hidden = "d/.cifar-10-batches-bin.unpacking/cifar-10-batches-bin/";
        temporary.Write(hidden + "data_batch_1.bin", [1]);
        temporary.Write(hidden + "theirs.bin", [1]);

        Assert.Contains(
            "theirs.bin is of none of the archives",
            Assert.Throws<NadException>(() => download.Fetch(folder)).Message,
            StringComparison.Ordinal);
        File.Delete(Path.Combine(temporary.Path, hidden, "theirs.bin"));

        Assert.Equal(5, DataSpec.Parse(download.Fetch(folder)).Open().LoadTrain().Count);
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using TemporaryFolder temporary = new();
        using HttpFiles server = new();
        OfficialData data = Set(temporary, server);
        Assert.ThrowsAny<OperationCanceledException>(
            () => new OfficialDownload(data, new Uri(server.Address), null, new CancellationToken(canceled: true)).Fetch(
                Path.Combine(temporary.Path, "d")));
    }

    [Fact]
    public void The_official_sets_have_kinds_that_exist_and_checksums()
    {
        Assert.Equal(3, OfficialData.All.Count);
        foreach (OfficialData data in OfficialData.All)
        {
            Assert.Equal(data.Kind, DataSpec.Parse(data.Kind + ":x").Kind);
            Assert.Equal("https", data.Base.Scheme);
            Assert.All(data.Archives, a => Assert.Matches("^[0-9a-f]{32}$", a.Md5));
        }
    }

    [Fact]
    public void Known_sets_are_found_by_their_files()
    {
        using TemporaryFolder temporary = new();
        temporary.Write("x/data_batch_1.bin", []);
        temporary.Write("y/train.bin", []);
        temporary.Write("y/test.bin", []);
        temporary.Write("GTSRB/Final_Training/a", []);
        temporary.Write("my-gtsrb.zip", []);
        string p = temporary.Path;
        Assert.Equal([$"cifar10:{p}/x", $"cifar100:{p}/y", $"gtsrb:{p}", $"gtsrb:{p}/my-gtsrb.zip"], DataFinder.Find(p));
        Assert.Empty(DataFinder.Find(p + "/nowhere"));
    }

    // A small CIFAR-10 as a tar.gz, and a zip with a file that belongs beside the folder.
    private static OfficialData Set(TemporaryFolder temporary, HttpFiles server)
    {
        byte[] noise = new byte[3073 * 40];
        for (int i = 0; i < noise.Length; i++) noise[i] = i % 3073 == 0 ? (byte)0 : (byte)(i * i * 31 >> 5);
        temporary.Write("tar/cifar-10-batches-bin/extra.bin", RandomBytes(200_000));
        for (int i = 1; i <= 5; i++) temporary.Write($"tar/cifar-10-batches-bin/data_batch_{i}.bin", noise.AsSpan(0, 3073));
        temporary.Write("zip/labels.csv", "x"u8);
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
            TarFile.CreateFromDirectory(Path.Combine(temporary.Path, "tar"), gzip, includeBaseDirectory: false);
        byte[] tar = packed.ToArray(), zip = File.ReadAllBytes(temporary.Zip("zip"));
        server.Add("a.tar.gz", tar);
        server.Add("b.zip", zip);
        return OfficialData.Of("cifar10")! with { Archives = [new("a.tar.gz", Md5(tar)), new("b.zip", Md5(zip))] };
    }

    private static byte[] RandomBytes(int count)
    {
        RandomStream random = new(1, "bytes");
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(256))];
    }

#pragma warning disable CA5351 // what the publishers give
    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
