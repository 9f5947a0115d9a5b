using System.Diagnostics;
using System.Net.Sockets;
using Nad.Data;
using Nad.Fuzz;
using Nad.Tests.Data;
using Nad.TestSupport;

namespace Nad.Tests.Hostile;

/// <summary>Pipes, devices, sockets, folders and links in the place of a file, for every reader that opens one.</summary>
public sealed class SpecialFileTests
{
    public static TheoryData<string> Readers =>
        [.. FuzzTargets.All.Where(t => !t.PassesOver && !HostileSupport.TakesBytes(t)).Select(t => t.Name)];

    // Names that are not there are no error for the list of class names: it may be missing. Nor for the labels of test images: a data set
    // without them is one without a test split, and says so.
    public static TheoryData<string> ReadersThatNeedTheFile => [.. FuzzTargets
        .All.Where(t => !t.PassesOver && !HostileSupport.TakesBytes(t) && t.Name is not ("cifar10-names" or "gtsrb-csv" or "gtsrb-kaggle"))
        .Select(t => t.Name)];

    // Nor is a folder of that name one for the labels of test images: a data set without them is one without test images. Cells are looked
    // for among files.
    public static TheoryData<string> ReadersThatNeedNoFolder => [.. FuzzTargets
        .All.Where(
            t => !t.PassesOver && !HostileSupport.TakesBytes(t)
                && t.Name is not ("cifar10-names" or "gtsrb-csv" or "gtsrb-kaggle" or "cell"))
        .Select(t => t.Name)];

    // Cells lie in a folder that results are written to: no link there is followed.
    public static TheoryData<string> ReadersThatFollowLinks =>
        [.. FuzzTargets.All.Where(t => !t.PassesOver && !HostileSupport.TakesBytes(t) && t.Name != "cell").Select(t => t.Name)];

    [Theory, MemberData(nameof(Readers))]
    public void A_pipe_is_not_waited_for(string name) =>
        Assert.Contains("is a pipe", InPlace(name, file => Run("mkfifo", file)), StringComparison.Ordinal);

    [Theory, MemberData(nameof(ReadersThatFollowLinks))]
    public void A_device_is_not_opened(string name) =>
        Assert.Contains("is a device", InPlace(name, file => File.CreateSymbolicLink(file, "/dev/zero")), StringComparison.Ordinal);

    [Theory, MemberData(nameof(Readers))]
    public void A_socket_is_not_opened(string name)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.Contains("is a socket", InPlace(name, file => socket.Bind(new UnixDomainSocketEndPoint(file))), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(ReadersThatNeedNoFolder))]
    public void A_folder_is_no_file(string name) => InPlace(name, file => Directory.CreateDirectory(file));

    [Theory, MemberData(nameof(ReadersThatNeedTheFile))]
    public void A_link_that_leads_nowhere_is_told(string name) => InPlace(name, file => File.CreateSymbolicLink(file, file + ".missing"));

    [Theory, MemberData(nameof(ReadersThatNeedTheFile))]
    public void A_link_to_itself_is_told(string name) => InPlace(name, file => File.CreateSymbolicLink(file, file));

    [Fact]
    public void A_link_in_the_place_of_a_cell_is_not_followed() =>
        Assert.Contains("is a link", InPlace("cell", file => File.CreateSymbolicLink(file, file + ".missing")), StringComparison.Ordinal);

    [Theory, MemberData(nameof(ReadersThatFollowLinks))]
    public void A_link_to_a_good_file_is_followed(string name)
    {
        FuzzTarget target = HostileSupport.Target(name);
        using TemporaryFolder folder = new();
        (string input, string file) = target.Prepare(folder.Path, target.Seeds[0]);
        Type? straight = Record.Exception(() => target.Read(input))?.GetType();
        string elsewhere = Path.Combine(folder.Path, "elsewhere");
        File.Move(file, elsewhere);
        File.CreateSymbolicLink(file, elsewhere);
        Assert.Equal(straight, Record.Exception(() => target.Read(input))?.GetType());
    }

    [Fact]
    public async Task A_name_is_checked_again_after_it_was_opened_so_that_an_exchange_is_noticed()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("file", [1, 2, 3]), pipe = Path.Combine(folder.Path, "pipe"), link = Path.Combine(folder.Path, "link");
        Run("mkfifo", pipe);
        File.CreateSymbolicLink(link, file);
        using CancellationTokenSource stop = new();
        Task exchange = Task.Run(() =>
        {
            for (bool to = true; !stop.IsCancellationRequested; to = !to)
            {
                string next = link + ".next";
                File.CreateSymbolicLink(next, to ? pipe : file);
                File.Move(next, link, overwrite: true);
            }
        });

        // Whatever the moment: the content, or the pipe is named; never a wait.
        Task reading = Task.Run(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                try
                {
                    Assert.Equal([1, 2, 3], RegularFile.ReadAll(link, "a file", 10));
                }
                catch (NadException e)
                {
                    Assert.Contains("is a pipe", e.Message, StringComparison.Ordinal);
                }
            }
        });
        await reading.WaitAsync(TimeSpan.FromMinutes(2));
        await stop.CancelAsync();
        await exchange;
    }

    [Fact]
    public void A_folder_that_contains_itself_is_told()
    {
        using TemporaryFolder folder = new();
        folder.Write("set/a/1.png", ImageFixtures.Read("rgb8.png"));
        string set = Path.Combine(folder.Path, "set");
        File.CreateSymbolicLink(Path.Combine(set, "a", "again"), set);
        Assert.Contains("leads back", Assert.Throws<NadException>(() => new ImageFolderSource(set)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_that_multiply_folders_are_told()
    {
        using TemporaryFolder folder = new();
        folder.Write("set/a/1.png", ImageFixtures.Read("rgb8.png"));
        string set = Path.Combine(folder.Path, "set");

        // Each level leads to the next by 20 names: 20 to the fifth folders, from 101 on disk.
        for (int level = 0; level < 5; level++)
        {
            string here = Directory.CreateDirectory(Path.Combine(folder.Path, $"level{level}")).FullName;
            for (int i = 0; i < 20; i++)
                File.CreateSymbolicLink(Path.Combine(here, $"n{i}"), level == 0 ? set : Path.Combine(folder.Path, $"level{level - 1}"));
        }

        Assert.Contains(
            "1000 links",
            Assert.Throws<NadException>(() => new ImageFolderSource(Path.Combine(folder.Path, "level4"))).Message,
            StringComparison.Ordinal);
    }

    private static string InPlace(string name, Action<string> make)
    {
        FuzzTarget target = HostileSupport.Target(name);
        using TemporaryFolder folder = new();
        (string input, string file) = target.Prepare(folder.Path, target.Seeds[0]);
        File.Delete(file);
        make(file);
        return HostileSupport.Refuse(target, input).Message;
    }

    private static void Run(string program, string argument)
    {
        using Process process = Process.Start(program, [argument]);
        process.WaitForExit();
    }
}
