namespace Nad.Experiments;

/// <summary>
/// Result files on their way into a folder: all are written and flushed beside it first, where a full disk or a mistake does no harm, and then put in place one after the
/// other by renaming.
/// </summary>
internal sealed class StagedFiles : IDisposable
{
    private readonly string folder, waiting;
    private readonly List<string> names = [];

    /// <param name="folder">Where the files belong; must exist.</param>
    public StagedFiles(string folder)
    {
        this.folder = folder;
        waiting = Path.Combine(folder, RunFolder.Hidden, "files");
        if (Directory.Exists(waiting)) Directory.Delete(waiting, recursive: true);
        Directory.CreateDirectory(waiting);
    }

    /// <summary>SHA-256 of each file so far.</summary>
    public SortedDictionary<string, string> Hashes { get; } = new(StringComparer.Ordinal);

    /// <summary>Writes a file that waits.</summary>
    public void Add(string name, Action<string> write)
    {
        string path = Path.Combine(waiting, name);
        write(path);
        names.Add(name);
        Hashes[name] = ResultFolder.HashOf(path);
    }

    /// <summary>Length of a file that waits, bytes.</summary>
    public long LengthOf(string name) => new FileInfo(Path.Combine(waiting, name)).Length;

    /// <summary>Puts all in place, in the order in which they were added.</summary>
    /// <param name="marks">Files of an earlier run that say that a result is complete: they go before the first is replaced.</param>
    /// <exception cref="NadException">The folder cannot be written to.</exception>
    public void Commit(params IEnumerable<string> marks)
    {
        foreach (string mark in marks) AtomicFile.Delete(Path.Combine(folder, mark));
        foreach (string name in names) AtomicFile.Rename(Path.Combine(waiting, name), Path.Combine(folder, name));
    }

    /// <summary>Removes what still waits.</summary>
    public void Dispose()
    {
        Directory.Delete(waiting, recursive: true);
        string hidden = Path.GetDirectoryName(waiting)!;
        if (!Directory.EnumerateFileSystemEntries(hidden).Any()) Directory.Delete(hidden);
    }
}
