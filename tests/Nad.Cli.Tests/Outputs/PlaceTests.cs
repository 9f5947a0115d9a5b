namespace Nad.Cli.Tests.Outputs;

/// <summary>
/// A place that nothing can be written to is refused before any work, in one line that says what is there, by every command; and nothing
/// changes.
/// </summary>
public sealed class PlaceTests(PlaceTests.Fixture fixture) : IClassFixture<PlaceTests.Fixture>, IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Every_command_that_writes_is_tried() =>
        Assert.Equal(Writers.Known.Order(StringComparer.Ordinal), fixture.Writers.All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("file", "is a file")]
    [InlineData("file/x", "file is a file")]
    [InlineData("file/x/y", "file is a file")]
    [InlineData("link-to-file", "is a file")]
    [InlineData("link-to-file/x", "is a file")]
    [InlineData("link-to-nothing/x", "link that leads to nothing")]
    [InlineData("circle/x", "circle")]
    [InlineData("/dev/null", "is a device")]
    [InlineData("/dev/null/x", "/dev/null is a device")]
    [InlineData("pipe", "is a pipe")]
    [InlineData("pipe/x", "is a pipe")]
    [InlineData("LONG", "name is too long")]
    [InlineData("LONG/x", "name is too long")]
    public void No_command_begins_where_it_cannot_write(string place, string said)
    {
        File.WriteAllText(temp.File("file"), "precious");
        File.CreateSymbolicLink(temp.File("link-to-file"), "file");
        File.CreateSymbolicLink(temp.File("link-to-nothing"), "nothing");
        File.CreateSymbolicLink(temp.File("circle"), "circle");
        using (System.Diagnostics.Process pipe = System.Diagnostics.Process.Start("mkfifo", temp.File("pipe"))) pipe.WaitForExit();
        string path = place.StartsWith('/') ? place : temp.File(place.Replace("LONG", new string('x', 300), StringComparison.Ordinal));
        string[] before = Directory.GetFileSystemEntries(temp.Path);

        foreach ((string words, string[] command) in fixture.Writers.All)
        {
            foreach (string[] more in Variants(command))
            {
                (int code, string output, string errors) = Cli.Run([.. command, path, .. more]);
                Assert.True(code == 2, $"{words} ends with {code}: {output}{errors}");
                Assert.Equal(1, errors.Count(c => c == '\n'));
                // A file is where 'nad triggers' writes: it is refused as somebody else's.
                if (!(words == "triggers" && place is "file" or "link-to-file")) Assert.Contains(said, errors, StringComparison.Ordinal);
            }
        }

        Assert.Equal("precious", File.ReadAllText(temp.File("file")));
        Assert.Equal(before, Directory.GetFileSystemEntries(temp.Path));
    }

    [Fact]
    public void A_folder_that_may_not_be_written_to_is_refused()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root may write everywhere");
        Directory.CreateDirectory(temp.File("closed"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (string place in (string[])["closed", "closed/x", "closed/x/y"])
        {
            foreach ((string words, string[] command) in fixture.Writers.All)
            {
                (int code, _, string errors) = Cli.Run([.. command, temp.File(place)]);
                Assert.True(
                    code == 2 && errors.Contains("permission denied", StringComparison.Ordinal),
                    $"{words} into {place} ends with {code}: {errors}");
            }
        }
    }

    private static IEnumerable<string[]> Variants(string[] command) =>
        command[0] is "erase" or "attack" ? [[], ["--dry-run"], ["--resume"], ["--overwrite"]] : [[]];

    public sealed class Fixture : IDisposable
    {
        internal Writers Writers { get; } = new();

        public void Dispose() => Writers.Dispose();
    }
}
