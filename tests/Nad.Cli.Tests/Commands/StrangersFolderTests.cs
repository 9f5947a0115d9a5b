namespace Nad.Cli.Tests.Commands;

/// <summary>An output folder that a stranger prepared: what the holes were that reached out of it, each as it was found.</summary>
public sealed class StrangersFolderTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void A_hidden_folder_that_is_a_link_deletes_nothing()
    {
        string victim = Directory.CreateDirectory(temp.File("victim")).FullName,
            sub = Directory.CreateDirectory(Path.Combine(victim, "sub")).FullName;
        File.WriteAllText(Path.Combine(victim, "a.txt"), "x");
        File.WriteAllText(Path.Combine(sub, "b.txt"), "y");
        Directory.CreateDirectory(temp.File("out"));
        Directory.CreateSymbolicLink(temp.File("out/.resume"), victim);

        Refused([], ".resume is a link");
        Refused(["--dry-run"], ".resume is a link");

        Assert.Equal(["a.txt", "sub"], Directory.GetFileSystemEntries(victim).Select(Path.GetFileName).Order());
        Assert.Equal("y", File.ReadAllText(Path.Combine(sub, "b.txt")));
    }

    [Fact]
    public void A_lock_that_is_a_link_makes_no_file_where_it_points()
    {
        Directory.CreateDirectory(temp.File("out/.resume"));
        File.CreateSymbolicLink(temp.File("out/.resume/lock"), temp.File("new"));

        Refused([], "lock is a link");

        Assert.False(File.Exists(temp.File("new")));
    }

    [Fact]
    public void A_folder_in_the_place_of_a_file_is_named()
    {
        Directory.CreateDirectory(temp.File("out/.resume/run.json"));
        Refused([], "run.json is a folder");
    }

    [Fact]
    public void What_others_put_into_the_hidden_folder_stays()
    {
        string deep = Directory.CreateDirectory(temp.File("out/.resume/d/d/d")).FullName;
        File.WriteAllText(Path.Combine(deep, "theirs"), "");

        Assert.Equal((0, ""), Run("--dry-run"));
        Assert.Equal((0, ""), Run());

        Assert.True(File.Exists(Path.Combine(deep, "theirs")));
        Assert.True(File.Exists(temp.File("out/result.json")));
    }

    [Fact]
    public void State_that_others_could_have_written_is_not_taken()
    {
        Directory.CreateDirectory(temp.File("out/.resume"));
        File.SetUnixFileMode(temp.File("out/.resume"), (UnixFileMode)0x1FF);

        Refused(["--resume"], ".resume can be written to by other users");
    }

    [Fact]
    public void A_dry_run_changes_nothing_on_the_disk()
    {
        Directory.CreateDirectory(temp.File("out/.resume"));
        foreach (string name in (string[])["out/.resume/lock", "out/.resume/run.json", "out/.resume/teacher-1.training.old"])
            File.WriteAllText(temp.File(name), "");
        DateTime before = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        string[] all = [temp.File("out/.resume/lock"), temp.File("out/.resume/run.json"), temp.File("out/.resume"), temp.File("out")];
        foreach (string path in all) Directory.SetLastWriteTimeUtc(path, before);

        Assert.Equal((0, ""), Run("--dry-run"));

        Assert.All(all, path => Assert.Equal(before, Directory.GetLastWriteTimeUtc(path)));
    }

    private (int Code, string Errors) Run(params string[] more)
    {
        string model = Cli.WriteModel(temp.File("m.safetensors"));
        (int code, _, string errors) = Cli.Run([
            "erase", "--model", model, "--clean", "synthetic:64", "--out", temp.File("out"), "--method", "nad", "--epochs", "1",
            "--teacher-epochs", "1", "--collapse-limit", "100", "--threads", "1", "--quiet", .. more
        ]);
        return (code, errors);
    }

    private void Refused(string[] more, string said)
    {
        (int code, string errors) = Run(more);
        Assert.Equal(2, code);
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd('\n').Split('\n'));
    }
}
