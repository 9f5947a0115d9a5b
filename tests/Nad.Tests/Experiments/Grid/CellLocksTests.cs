using System.Diagnostics;
using Nad.Experiments;
using Nad.Tests.Data;

namespace Nad.Tests.Experiments;

public sealed class CellLocksTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly TemporaryFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void One_holds_until_it_gives_back()
    {
        CellLocks locks = new(temp.Path, Long);
        using (CellLock? first = locks.TryTake("cell"))
        {
            Assert.NotNull(first);
            Assert.True(first.IsHeld);
            Assert.Null(locks.TryTake("cell"));
            using CellLock? other = locks.TryTake("other");
            Assert.NotNull(other);
        }

        using CellLock? again = locks.TryTake("cell");
        Assert.NotNull(again);
        Assert.Single(Directory.GetFiles(temp.Path, "*.lock"));
    }

    [Fact]
    public void Of_many_that_ask_at_once_one_gets_it()
    {
        for (int round = 0; round < 20; round++)
        {
            CellLock?[] taken = new CellLock?[8];
            Parallel.For(0, taken.Length, i => taken[i] = new CellLocks(temp.Path, Long).TryTake("cell"));
            Assert.InRange(taken.Count(t => t is not null), 0, 1);
            foreach (CellLock? t in taken) t?.Dispose();
            using CellLock? later = new CellLocks(temp.Path, Long).TryTake("cell");
            Assert.NotNull(later);
        }
    }

    [Fact]
    public void A_lock_that_is_not_renewed_expires_and_its_holder_learns_of_it()
    {
        CellLocks locks = new(temp.Path, Long);
        using CellLock sleeper = locks.TryTake("cell")!;
        foreach (string file in Directory.GetFiles(temp.Path, "*.lock")) File.SetLastWriteTimeUtc(file, DateTime.UtcNow - Long - Long);

        using CellLock? next = locks.TryTake("cell");

        Assert.NotNull(next);
        Assert.True(next.IsHeld);
        Assert.False(sleeper.IsHeld);
        sleeper.Dispose();
        Assert.True(next.IsHeld);
    }

    [Fact]
    public void A_lock_is_renewed_while_it_is_held()
    {
        CellLocks locks = new(temp.Path, TimeSpan.FromSeconds(1.2));
        using CellLock held = locks.TryTake("cell")!;
        held.Tell("student 3/10");

        for (int i = 0; i < 8; i++)
        {
            Thread.Sleep(300);
            Assert.Null(locks.TryTake("cell"));
        }

        Assert.Equal("student 3/10", Assert.Single(locks.Held()).Progress);
    }

    [Fact]
    public void The_lock_of_a_process_that_is_gone_is_free_at_once()
    {
        using Process process = Process.Start(new ProcessStartInfo("sleep", "60") { UseShellExecute = false })!;
        long start = ProcessIdentity.StartOf(process.Id);
        Assert.NotEqual(0, start);
        LockNote note = new(ProcessIdentity.Host, process.Id, start, "token", "cell", "student 1/10");
        File.WriteAllText(Path.Combine(temp.Path, "cell.0.lock"), StoredJson.Text(note, GridJson.Default.LockNote));
        CellLocks locks = new(temp.Path, Long);
        Assert.Null(locks.TryTake("cell"));

        process.Kill();
        process.WaitForExit();

        using CellLock? taken = locks.TryTake("cell");
        Assert.NotNull(taken);
    }

    [Fact]
    public void The_lock_of_another_machine_waits_for_its_expiry()
    {
        LockNote note = new("another machine", 1, 1, "token", "cell", "student 1/10");
        File.WriteAllText(Path.Combine(temp.Path, "cell.0.lock"), StoredJson.Text(note, GridJson.Default.LockNote));

        Assert.Null(new CellLocks(temp.Path, Long).TryTake("cell"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ half")]
    public void A_lock_that_is_just_being_written_is_respected(string content)
    {
        File.WriteAllText(Path.Combine(temp.Path, "cell.0.lock"), content);

        Assert.Null(new CellLocks(temp.Path, Long).TryTake("cell"));
    }
}
