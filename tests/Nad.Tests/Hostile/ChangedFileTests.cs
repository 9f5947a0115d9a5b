using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using Nad.Data;
using Nad.Tests.Data;
using Nad.TestSupport;

namespace Nad.Tests.Hostile;

/// <summary>Files that are written to, cut or exchanged between two looks at them.</summary>
public sealed class ChangedFileTests
{
    public static TheoryData<string> Changes => ["append", "cut", "rewrite", "exchange"];

    [Theory, MemberData(nameof(Changes))]
    public void A_stamp_tells_that_a_file_changed(string change)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", [1, 2, 3]);
        FileStamp before = Stamp(path);
        Assert.Equal(before, Stamp(path));
        Change(path, change);
        Assert.NotEqual(before, Stamp(path));
    }

    [Theory, MemberData(nameof(Changes))]
    public void An_archive_that_changed_since_its_directory_was_read_is_told(string change)
    {
        using TemporaryFolder folder = new();
        folder.Write("set/a/1.png", ImageFixtures.Read("rgb8.png"));
        string path = folder.Zip("set", CompressionLevel.Optimal);
        ImageFolderSource source = new(path, threads: 1);
        Change(path, change);
        Assert.Contains(
            "changed while it was read", Assert.Throws<DamagedFileException>(() => source.LoadTrain()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_grows_or_shrinks_while_it_is_read_is_never_taken_for_whole()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", new byte[1 << 12]);
        using CancellationTokenSource stop = new();
        Task writer = Task.Run(() =>
        {
            // Its first byte says how long it is, in steps of 4 KiB.
            for (byte n = 1; !stop.IsCancellationRequested; n = (byte)(n == 200 ? 1 : n + 1))
            {
                using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                file.SetLength(n << 12);
                file.WriteByte(n);
            }
        });
        int whole = 0, told = 0;
        for (int i = 0; i < 200; i++)
        {
            try
            {
                byte[] bytes = RegularFile.ReadAll(path, "a file", 1 << 30);
                Assert.Equal(0, bytes.Length % (1 << 12));
                whole++;
            }
            catch (DamagedFileException e)
            {
                Assert.Contains("changed while it was read", e.Message, StringComparison.Ordinal);
                told++;
            }
        }

        await stop.CancelAsync();
        await writer;
        Assert.Equal(200, whole + told);
    }

    private static void Change(string path, string change)
    {
        // Longer than the step in which the system keeps time.
        Thread.Sleep(50);
        byte[] content = File.ReadAllBytes(path);
        switch (change)
        {
            case "append": File.AppendAllText(path, "x"); break;
            case "cut": File.WriteAllBytes(path, content[..^1]); break;
            case "rewrite": File.WriteAllBytes(path, content); break;
            default:
                File.WriteAllBytes(path + ".new", content);
                File.Move(path + ".new", path, overwrite: true);
                break;
        }
    }

    private static FileStamp Stamp(string path)
    {
        using SafeFileHandle file = RegularFile.Open(path, "a file");
        return FileStamp.Of(file);
    }
}
