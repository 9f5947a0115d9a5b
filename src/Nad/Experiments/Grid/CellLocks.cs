using System.Text;

namespace Nad.Experiments;

/// <summary>
/// Who works on which cell, among processes that share a folder of cells: a file <c>CELL.lock</c> for each, locked by the system (flock),
/// which gives it back when the process ends in whatever way. On a network file system machines see each other's locks if it supports
/// flock, as NFS does.
/// </summary>
/// <param name="store">Whose cells.</param>
public sealed class CellLocks(CellStore store)
{
    private const string Extension = ".lock";
    private const int LongestNote = 4096;

    /// <summary>Takes the lock of a cell.</summary>
    /// <returns>Null if somebody else holds it.</returns>
    /// <exception cref="NadException">The folder cannot be written to, or something else has the name of the lock.</exception>
    public CellLock? TryTake(string cell)
    {
        SafeFolder folder = store.MakeLockFolder();
        string name = NameOf(cell);
        return folder.TryLock(name) is { } file ? new CellLock(folder, name, file) : null;
    }

    /// <summary>Whether somebody holds the lock of a cell.</summary>
    public bool IsHeld(string cell) => store.FindLockFolder() is { } folder && folder.IsLocked(NameOf(cell));

    /// <summary>Name of the lock of a cell.</summary>
    internal static string NameOf(string cell) => cell + Extension;

    /// <summary>What those who hold a lock tell.</summary>
    public IReadOnlyList<LockNote> Held()
    {
        if (store.FindLockFolder() is not { } folder) return [];
        return [.. folder.Names()
            .Where(n => n.EndsWith(Extension, StringComparison.Ordinal) && folder.IsLocked(n))
            .Select(n => new LockNote(n[..^Extension.Length], Note(folder, n)))];
    }

    private static string Note(SafeFolder folder, string name)
    {
        try
        {
            return Printable.Of(Encoding.UTF8.GetString(folder.Read(name, LongestNote) ?? []));
        }
        catch (NadException)
        {
            // It is being written, or was given back.
            return "";
        }
    }
}
