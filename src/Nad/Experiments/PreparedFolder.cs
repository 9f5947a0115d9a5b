namespace Nad.Experiments;

/// <summary>An output folder that is known to be writable before hours are spent on what goes there; a new one disappears again where nothing was written.</summary>
public sealed class PreparedFolder : IDisposable
{
    private readonly string folder;
    private readonly bool isNew;

    /// <summary>Makes the folder and writes, then deletes, an empty file in it.</summary>
    /// <exception cref="NadException">It cannot be made or written to.</exception>
    public PreparedFolder(string folder)
    {
        this.folder = folder;
        isNew = !Directory.Exists(folder);
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".nad-probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new NadException($"The output folder {Printable.Of(folder)} cannot be written to: {e.Message} Name another with --out.", e);
        }
    }

    /// <summary>Removes the folder where it is new and still empty.</summary>
    public void Dispose()
    {
        if (isNew && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }
}
