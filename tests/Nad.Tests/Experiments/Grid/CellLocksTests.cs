using System.Diagnostics;
using Nad.Experiments;
using Nad.Tests.Data;

namespace Nad.Tests.Experiments;

public sealed class CellLocksTests : IDisposable
{
    private readonly TemporaryFolder temp = new();
    private readonly CellStore store, other;

    public CellLocksTests() => (store, other) = (new CellStore(temp.Path), new CellStore(temp.Path));

    private string Folder => Path.Combine(temp.Path, ".work", "locks");

    public void Dispose()
    {
        store.Dispose();
        other.Dispose();
        temp.Dispose();
    }

    [Fact]
    public void One_holds_until_it_gives_back()
    {
        CellLocks locks = new(store), others = new(other);
        Assert.False(others.IsHeld("cell"));
        Assert.Empty(Directory.GetFileSystemEntries(temp.Path));
        using (CellLock? first = locks.TryTake("cell"))
        {
            Assert.NotNull(first);
            Assert.True(others.IsHeld("cell"));
            Assert.Null(others.TryTake("cell"));
            Assert.Null(locks.TryTake("cell"));
            using CellLock? another = others.TryTake("another");
            Assert.NotNull(another);
        }

        Assert.False(others.IsHeld("cell"));
        using CellLock? again = others.TryTake("cell");
        Assert.NotNull(again);
        Assert.Single(Directory.GetFiles(Folder, "*.lock"));
    }

    [Fact]
    public void Of_many_that_ask_at_once_exactly_one_gets_it()
    {
        for (int round = 0; round < 20; round++)
        {
            CellLock?[] taken = new CellLock?[8];
            Parallel.For(0, taken.Length, i => taken[i] = new CellLocks(i % 2 == 0 ? store : other).TryTake("cell"));
            Assert.Single(taken, t => t is not null);
            foreach (CellLock? t in taken) t?.Dispose();
        }
    }

    [Fact]
    public void Who_holds_a_lock_tells_how_far_it_is()
    {
        using CellLock held = new CellLocks(store).TryTake("cell")!;
        held.Tell("student 3/10");
        held.Tell("student 4/10");

        Assert.Equal(new LockNote("cell", "student 4/10"), Assert.Single(new CellLocks(other).Held()));
    }

    [Fact]
    public void The_lock_of_a_process_that_was_killed_is_free_at_once()
    {
        new CellLocks(store).TryTake("cell")!.Dispose();
        string file = Path.Combine(Folder, "cell.lock");
        using Process holder = Process.Start(
            new ProcessStartInfo("flock", ["-o", file, "sh", "-c", "echo held; exec sleep 60"]) { RedirectStandardOutput = true })!;
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        CellLocks locks = new(store);
        Assert.True(locks.IsHeld("cell"));
        Assert.Null(locks.TryTake("cell"));

        holder.Kill(entireProcessTree: true);
        holder.WaitForExit();

        using CellLock? taken = locks.TryTake("cell");
        Assert.NotNull(taken);
    }

    [Fact]
    public void Files_that_nobody_holds_lock_nothing_whatever_they_are_called()
    {
        Directory.CreateDirectory(Folder);
        foreach (string name in (string[])["cell.lock", "cell.2000000000.lock", "cell.2147483647.lock"])
            File.WriteAllText(Path.Combine(Folder, name), "{ half");

        CellLocks locks = new(store);
        Assert.Empty(locks.Held());
        using CellLock? taken = locks.TryTake("cell");

        Assert.NotNull(taken);
    }
}
