namespace Nad.Experiments;

/// <summary>
/// An output folder that is known to be writable before hours are spent on what goes there; a new one disappears again if nothing was
/// written.
/// </summary>
public sealed class PreparedFolder : IDisposable
{
    /// <summary>Makes the folder and finds out whether files can be made in it.</summary>
    /// <param name="folder">As the user named it.</param>
    /// <param name="results">Names of files that will be written there: each must be a file, or not be there.</param>
    /// <exception cref="NadException">It cannot be made or written to, or something else has the name of a result.</exception>
    public PreparedFolder(string folder, params IEnumerable<string> results)
    {
        Folder = OutputFolder.Make(folder);
        try
        {
            Folder.Expect(results);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder.</summary>
    public SafeFolder Folder { get; }

    /// <summary>Removes the folder if it is new and still empty.</summary>
    public void Dispose()
    {
        Folder.DeleteIfNew();
        Folder.Dispose();
    }
}
