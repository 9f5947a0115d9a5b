
namespace Nad.Experiments;

/// <summary>A lock that is held and renewed until it is disposed.</summary>
public sealed class CellLock : IDisposable
{
    private readonly CellLocks locks;
    private readonly string name;
    private readonly int generation;
    private readonly CancellationTokenSource lost = new();
    private readonly Timer timer;
    private readonly Lock gate = new();
    private LockNote note;
    private bool disposed;

    internal CellLock(CellLocks locks, string name, int generation, LockNote note, TimeSpan expiry)
    {
        (this.locks, this.name, this.generation, this.note) = (locks, name, generation, note);
        // Six times within the expiry: a few late renewals do no harm.
        timer = new Timer(_ => Renew(), null, expiry / 6, expiry / 6);
    }

    /// <summary>Cancelled where somebody else has taken the lock over, because this process slept longer than the expiry.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>A few words for those who look.</summary>
    public void Tell(string progress)
    {
        lock (gate) note = note with { Progress = progress };
    }

    /// <summary>Whether the lock is still held by this process.</summary>
    public bool IsHeld => !lost.IsCancellationRequested && locks.Holds(name, generation, note.Token);

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed) return;
            disposed = true;
            timer.Dispose();
            locks.Release(name, generation, note.Token);
            lost.Dispose();
        }
    }

    private void Renew()
    {
        lock (gate)
        {
            if (disposed || lost.IsCancellationRequested) return;
            if (!locks.Holds(name, generation, note.Token))
            {
                lost.Cancel();
                return;
            }

            try
            {
                // In place, so that the file system dates it; a reader that meets half of it takes it for a lock without a note.
                using FileStream file = new(locks.PathOf(name, generation), FileMode.Open, FileAccess.Write, FileShare.Read | FileShare.Delete);
                file.Write(StoredJson.Bytes(note, GridJson.Default.LockNote));
                file.SetLength(file.Position);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next renewal may succeed; if none does, the lock expires and somebody else does the cell.
            }
        }
    }
}
