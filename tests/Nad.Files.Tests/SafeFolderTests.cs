using System.Diagnostics;
using System.Net.Sockets;

namespace Nad.Files.Tests;

/// <summary>
/// A folder that a stranger prepared: nothing in it is followed, and what is in the place of a file or folder of ours is named.
/// </summary>
public sealed class SafeFolderTests : IDisposable
{
    private readonly string outside = Directory.CreateTempSubdirectory("nad-outside-").FullName;
    private readonly string path = Directory.CreateTempSubdirectory("nad-safe-").FullName;
    private readonly SafeFolder folder;

    public SafeFolderTests()
    {
        File.WriteAllText(Path.Combine(outside, "victim"), "precious");
        folder = SafeFolder.Open(path);
    }

    public static TheoryData<string> Traps { get; } =
        new("link to a file", "link to a folder", "dangling link", "pipe", "socket", "folder");

    public void Dispose()
    {
        folder.Dispose();
        Directory.Delete(path, recursive: true);
        Directory.Delete(outside, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Traps))]
    public void Whatever_stands_in_the_place_of_a_file_is_named_and_left(string trap)
    {
        using IDisposable? held = Lay(trap, "name");
        Action[] uses =
        [
            () => folder.HasFile("name"), () => folder.Expect(["other", "name"]), () => folder.Read("name", 100),
            () => folder.WriteText("name", "mine"), () => folder.OpenOrMake("name").Dispose(), () => folder.Delete("name"),
            () => folder.TryLock("name")?.Dispose(), () => folder.IsLocked("name"),
        ];
        Assert.All(uses, use => Assert.Contains("/name is a ", Assert.Throws<NadException>(use).Message, StringComparison.Ordinal));
        Assert.Equal(["name"], folder.Names());
        Untouched();
    }

    [Theory]
    [MemberData(nameof(Traps))]
    public void Whatever_stands_in_the_place_of_a_folder_is_named_and_left(string trap)
    {
        if (trap == "folder") return;
        using IDisposable? held = Lay(trap, "name");
        Assert.All((Action[])[() => folder.FindFolder("name")?.Dispose(), () => folder.MakeFolder("name").Dispose()],
            use => Assert.Contains("/name is a ", Assert.Throws<NadException>(use).Message, StringComparison.Ordinal));
        Assert.False(folder.DeleteFolder("name"));
        Untouched();
    }

    [Fact]
    public void A_file_appears_whole_or_not_at_all()
    {
        folder.WriteText("name", "old");
        Assert.Throws<InvalidOperationException>(() => folder.Write("name", stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException("half-way");
        }));
        Assert.Equal("old"u8, folder.Read("name", 100)!);
        folder.WriteText("name", "new");
        Assert.Equal("new"u8, folder.Read("name", 100)!);
        Assert.Equal(["name"], folder.Names());
    }

    [Fact]
    public void A_file_with_a_second_name_is_not_gone_on_with()
    {
        using Process make = Process.Start("ln", [Path.Combine(outside, "victim"), Path.Combine(path, "name")]);
        make.WaitForExit();

        Assert.Contains("hard link", Assert.Throws<NadException>(() => folder.OpenOrMake("name")).Message, StringComparison.Ordinal);
        folder.WriteText("name", "replaced here, and here only");
        Untouched();
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../victim")]
    [InlineData("/etc/passwd")]
    public void A_name_leads_nowhere_else(string name) => Assert.Throws<ArgumentException>(() => folder.Read(name, 100));

    [Fact]
    public void The_folder_itself_may_be_a_link_and_is_found_once()
    {
        string link = Path.Combine(outside, "link");
        Directory.CreateSymbolicLink(link, path);
        using SafeFolder named = SafeFolder.Make(link);
        File.Delete(link);
        Directory.CreateSymbolicLink(link, outside);

        named.WriteText("name", "mine");

        Assert.True(File.Exists(Path.Combine(path, "name")));
        Assert.False(File.Exists(Path.Combine(outside, "name")));
    }

    [Fact]
    public void A_lock_has_one_holder_and_survives_the_removal_of_its_file()
    {
        using (folder.TryLock("lock"))
        {
            Assert.Null(folder.TryLock("lock"));
            Assert.True(folder.IsLocked("lock"));
            folder.Delete("lock");
            Assert.False(folder.IsLocked("lock"));
        }

        using Microsoft.Win32.SafeHandles.SafeFileHandle? again = folder.TryLock("lock");
        Assert.NotNull(again);
    }

    [Fact]
    public void A_folder_that_others_may_write_to_is_not_the_users_own()
    {
        using SafeFolder own = folder.MakeFolder("own", isPrivate: true);
        Assert.Null(own.WhyNotOwn());
        Assert.True(own.IsNew);
        File.SetUnixFileMode(own.Path, (UnixFileMode)0x1FF);
        Assert.Contains("written to by other", own.WhyNotOwn(), StringComparison.Ordinal);
    }

    [Fact]
    public void Looking_whether_a_folder_could_be_made_changes_nothing()
    {
        SafeFolder.CheckMake(Path.Combine(path, "a", "b"));
        Assert.Empty(folder.Names());
        File.WriteAllText(Path.Combine(path, "file"), "");
        Assert.Contains(
            "no folder",
            Assert.Throws<NadException>(() => SafeFolder.CheckMake(Path.Combine(path, "file", "in"))).Message,
            StringComparison.Ordinal);
    }

    private IDisposable? Lay(string trap, string name)
    {
        string at = Path.Combine(path, name);
        switch (trap)
        {
            case "link to a file": File.CreateSymbolicLink(at, Path.Combine(outside, "victim")); return null;
            case "link to a folder": Directory.CreateSymbolicLink(at, outside); return null;
            case "dangling link": File.CreateSymbolicLink(at, Path.Combine(outside, "none")); return null;
            case "folder": Directory.CreateDirectory(at); return null;
            case "pipe":
                using (Process make = Process.Start("mkfifo", [at])) make.WaitForExit();
                return null;
            default:
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Bind(new UnixDomainSocketEndPoint(at));
                return socket;
        }
    }

    private void Untouched()
    {
        Assert.Equal([Path.Combine(outside, "victim")], Directory.GetFileSystemEntries(outside));
        Assert.Equal("precious", File.ReadAllText(Path.Combine(outside, "victim")));
    }
}
