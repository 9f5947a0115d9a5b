using System.Globalization;

namespace Nad.Experiments;

/// <summary>
/// Locks with expiry in a folder that processes and machines may share. A lock is a file <c>NAME.GENERATION.lock</c>, made by exclusive creation; the
/// highest generation holds. Who holds it renews the file; one that was not renewed for the expiry time, or whose process is known to be gone, is
/// taken over by making the next generation, which only one can.
/// </summary>
/// <param name="folder">Must exist.</param>
/// <param name="expiry">Longest time between renewals of a lock that is alive. It must exceed the longest pause of a machine or network.</param>
public sealed class CellLocks(string folder, TimeSpan expiry)
{
    /// <summary>Expiry of the command line.</summary>
    public static readonly TimeSpan DefaultExpiry = TimeSpan.FromMinutes(3);

    /// <summary>Takes the lock of a cell.</summary>
    /// <returns>Null where somebody else holds it.</returns>
    public CellLock? TryTake(string name)
    {
        (int generation, LockNote? note, DateTime renewed)? held = Highest(name);
        if (held is { } h && !IsExpired(h.note, h.renewed)) return null;
        int mine = (held?.generation ?? -1) + 1;
        LockNote content = new(ProcessIdentity.Host, Environment.ProcessId, ProcessIdentity.StartOf(Environment.ProcessId), Guid.NewGuid().ToString("N"), name, "starting");
        string path = PathOf(name, mine);
        try
        {
            using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            file.Write(StoredJson.Bytes(content, GridJson.Default.LockNote));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"No lock can be made in {Printable.Of(folder)}: {e.Message} Name a folder that can be written to with --cells.", e);
        }

        // Somebody may have taken, released and taken again between looking and making: then the file that looked expired is another one now.
        bool alone = Highest(name)?.Generation == mine;
        bool same = held is not { } seen || Read(PathOf(name, seen.generation)) is not { } now || now.Note?.Token == seen.note?.Token;
        CellLock taken = new(this, name, mine, content, expiry);
        if (alone && same)
        {
            for (int old = 0; old < mine; old++) Delete(PathOf(name, old));
            return taken;
        }

        taken.Dispose();
        return null;
    }

    /// <summary>Notes of all locks that are held and alive.</summary>
    public IReadOnlyList<LockNote> Held() =>
        [.. Files("*.lock").Select(f => Read(f)).Where(f => f is { Note: not null } l && !IsExpired(l.Note, l.Renewed)).Select(f => f!.Value.Note!).DistinctBy(n => n.Cell)];

    /// <summary>Whether somebody holds the lock of a cell and is alive.</summary>
    public bool IsHeld(string name) => Highest(name) is { } held && !IsExpired(held.Note, held.Renewed);

    internal string PathOf(string name, int generation) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{generation}.lock"));

    /// <summary>Whether that generation, with that token, holds.</summary>
    internal bool Holds(string name, int generation, string token) =>
        Highest(name) is { } h && h.Generation == generation && (h.Note is null || h.Note.Token == token);

    /// <summary>Deletes the file where it is still that of the token; after a long sleep it may be somebody else's.</summary>
    internal void Release(string name, int generation, string token)
    {
        string path = PathOf(name, generation);
        if (Read(path)?.Note?.Token == token) Delete(path);
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It expires.
        }
    }

    private (int Generation, LockNote? Note, DateTime Renewed)? Highest(string name)
    {
        (int Generation, LockNote? Note, DateTime Renewed)? highest = null;
        foreach (string path in Files(name + ".*.lock"))
        {
            string[] parts = Path.GetFileName(path).Split('.');
            if (!int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out int generation) || generation <= (highest?.Generation ?? -1)) continue;
            if (Read(path) is { } file) highest = (generation, file.Note, file.Renewed);
        }

        return highest;
    }

    private string[] Files(string pattern)
    {
        try
        {
            return Directory.GetFiles(folder, pattern);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private bool IsExpired(LockNote? note, DateTime renewed) => (note is not null && ProcessIdentity.IsGone(note)) || Now() - renewed > expiry;

    // The clock of the file system, which all who share it see; the clocks of machines differ.
    private DateTime Now()
    {
        string probe = Path.Combine(folder, $".clock-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllBytes(probe, []);
            return File.GetLastWriteTimeUtc(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DateTime.MinValue;
        }
        finally
        {
            Delete(probe);
        }
    }

    // A file that is just being written has no note yet, but an age.
    private static (LockNote? Note, DateTime Renewed)? Read(string path)
    {
        DateTime renewed = File.GetLastWriteTimeUtc(path);
        try
        {
            byte[] content = RegularFile.ReadAll(path, "a lock", 4096);
            return (content.Length == 0 ? null : StoredJson.Read(content, GridJson.Default.LockNote, "This is no lock"), renewed);
        }
        catch (NadException)
        {
            return Path.Exists(path) ? (null, renewed) : null;
        }
    }
}
