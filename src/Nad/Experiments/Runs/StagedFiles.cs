using System.Security.Cryptography;

namespace Nad.Experiments;

/// <summary>
/// Result files on their way into a folder: all are written and flushed beside it first, where a full disk or a mistake does no harm, and
/// then put in place one after the other by renaming.
/// </summary>
/// <param name="hidden">Where the files wait, under names of their own.</param>
/// <param name="target">Where they belong.</param>
internal sealed class StagedFiles(SafeFolder hidden, SafeFolder target) : IDisposable
{
    private readonly List<(string Name, string Temporary, long Length)> waiting = [];

    /// <summary>SHA-256 of each file so far.</summary>
    public SortedDictionary<string, string> Hashes { get; } = new(StringComparer.Ordinal);

    /// <summary>Writes a file that waits.</summary>
    public void Add(string name, Action<Stream> write)
    {
        long length = 0;
        string hash = "", temporary = hidden.WriteTemporary(name, stream =>
        {
            write(stream);
            length = stream.Length;
            // By the handle that wrote it: nobody can have put other bytes in between.
            stream.Position = 0;
            hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        });
        waiting.Add((name, temporary, length));
        Hashes[name] = hash;
    }

    /// <summary>Length of a file that waits, bytes.</summary>
    public long LengthOf(string name) => waiting.Find(f => f.Name == name).Length;

    /// <summary>Puts all in place, in the order in which they were added.</summary>
    /// <param name="marks">Files of an earlier run that say that a result is complete: they go before the first is replaced.</param>
    /// <exception cref="NadException">The folder cannot be written to, or something else has the name of a file.</exception>
    public void Commit(params IEnumerable<string> marks)
    {
        target.Expect(waiting.Select(f => f.Name));
        foreach (string mark in marks) target.Delete(mark);
        while (waiting.Count > 0)
        {
            hidden.Rename(waiting[0].Temporary, target, waiting[0].Name);
            waiting.RemoveAt(0);
        }
    }

    /// <summary>Removes what still waits.</summary>
    public void Dispose()
    {
        foreach ((_, string temporary, _) in waiting) hidden.Delete(temporary);
        waiting.Clear();
    }
}
