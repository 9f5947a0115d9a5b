using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nad.Experiments;

/// <summary>A lock that is held until it is disposed, or the process ends in whatever way.</summary>
public sealed class CellLock : IDisposable
{
    private readonly SafeFolder folder;
    private readonly string name;
    private readonly SafeFileHandle file;
    private string told = "";

    internal CellLock(SafeFolder folder, string name, SafeFileHandle file) => (this.folder, this.name, this.file) = (folder, name, file);

    /// <summary>A few words for those who look. If they cannot be written, nobody reads them, and that is all.</summary>
    public void Tell(string progress)
    {
        if (progress == told) return;
        told = progress;
        try
        {
            byte[] words = Encoding.UTF8.GetBytes(progress);
            RandomAccess.Write(file, words, 0);
            RandomAccess.SetLength(file, words.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The cell is what matters.
        }
    }

    /// <summary>Gives the lock back; its file goes first, while nobody else can hold it.</summary>
    public void Dispose()
    {
        if (file.IsClosed) return;
        try
        {
            folder.Delete(name);
        }
        catch (NadException)
        {
            // An empty file that stays locks nothing.
        }

        file.Dispose();
    }
}
