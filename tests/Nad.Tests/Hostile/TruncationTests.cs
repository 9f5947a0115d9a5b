using Nad.Fuzz;
using Nad.Tests.Data;
using Nad.TestSupport;

namespace Nad.Tests.Hostile;

/// <summary>Every format cut at every byte: no beginning of a valid file passes for a whole one.</summary>
[Slow]
public sealed class TruncationTests
{
    // A name in a list of words has no end of its own: the last one may be cut.
    private static readonly Dictionary<string, int> MayLose = new() { ["cifar10-names"] = "ruck\n\n".Length, ["jpeg"] = 2 };

    // A list of labels, classes or models and a text of pixels have no end mark; images in a folder are cut as such; a JPEG may lack its
    // end mark alone, as decoders everywhere allow.
    public static TheoryData<string> Readers => [.. FuzzTargets
        .All.Where(
            t => !t.PassesOver
                && t.Name is not ("pnm" or "image-folder" or "gtsrb-csv" or "gtsrb-kaggle" or "class-list" or "batch-csv" or "batch-lines"))
        .Select(t => t.Name)];

    [Theory, MemberData(nameof(Readers))]
    public void No_beginning_of_a_file_passes_for_the_whole(string name)
    {
        FuzzTarget target = HostileSupport.Target(name);
        using TemporaryFolder folder = new();

        // The shortest file: all of them would say the same, for minutes.
        byte[] file = target.Seeds.MinBy(s => s.Length)!;
        (string input, string path) = target.Prepare(folder.Path, file);
        for (int length = 0; length < file.Length - MayLose.GetValueOrDefault(name); length++)
        {
            File.WriteAllBytes(path, file.AsSpan(0, length));
            Exception? error = Record.Exception(() => target.Read(input));
            Assert.True(error is NadException, $"{name} cut to {length} of {file.Length}: {error?.ToString() ?? "was read"}");
            Assert.DoesNotContain(error!.Message, char.IsControl);
        }
    }

    [Fact]
    public void No_beginning_of_binary_pixels_passes_for_the_whole()
    {
        FuzzTarget target = HostileSupport.Target("pnm");
        foreach (byte[] file in target.Seeds.Where(s => s[1] is (byte)'5' or (byte)'6'))
        {
            for (int length = 0; length < file.Length; length++)
                Assert.ThrowsAny<NadException>(() => Nad.Files.Imaging.ImageDecoder.Decode(file.AsSpan(0, length), "cut"));
        }
    }
}
