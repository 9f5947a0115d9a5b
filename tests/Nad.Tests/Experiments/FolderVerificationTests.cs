using System.Security.Cryptography;
using Nad.Experiments;
using Nad.Tests.Data;

namespace Nad.Tests.Experiments;

/// <summary>A manifest from a stranger can name any file of its reader: what is read of it, and what is told about it.</summary>
public sealed class FolderVerificationTests : IDisposable
{
    private static readonly string SomeHash = new('a', 64);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(4L, FileState.Changed)]
    [InlineData(6L, FileState.Changed)]
    [InlineData(5L, FileState.Intact)]
    [InlineData(null, FileState.Intact)]
    public void Only_a_file_of_the_right_length_is_read(long? bytes, FileState expected)
    {
        string file = Path.Combine(folder.Path, "m.pth");
        File.WriteAllText(file, "12345");
        Assert.Equal(expected, Verify(file, bytes, Hash("12345")).State);
    }

    [Fact]
    public void A_file_that_never_ends_is_read_as_far_as_it_says()
    {
        // A regular file of no bytes, with gigabytes to read.
        VerifiedFile found = Verify("/proc/self/pagemap", null, SomeHash);
        Assert.Equal((FileState.Changed, null), (found.State, found.Found));
    }

    [Fact]
    public void What_another_file_hashes_to_is_not_told()
    {
        string file = Path.Combine(folder.Path, "secret");
        File.WriteAllText(file, "12345");
        VerifiedFile found = Verify(file, 5, SomeHash);
        Assert.Equal((FileState.Changed, null), (found.State, found.Found));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(text)));

    private VerifiedFile Verify(string name, long? bytes, string hash)
    {
        Manifest manifest = new()
        {
            Format = 1,
            CreatedUtc = DateTimeOffset.UnixEpoch,
            Arguments = [],
            Directory = folder.Path,
            Resumed = false,
            Verdict = "",
            Identity = [],
            Inputs = [new ManifestInput("model", name, hash, bytes)],
            Outputs = [],
            Versions = new("0", "1", "10", "Linux", "a processor", 2, "cpu"),
            Machine = new("a processor", "avx2", 2, 1, "a system"),
            Seconds = [],
        };
        File.WriteAllText(Path.Combine(folder.Path, Manifest.FileName), ManifestWriter.Text(manifest));
        return Assert.Single(FolderVerification.Of(folder.Path, inputs: true).Inputs);
    }
}
