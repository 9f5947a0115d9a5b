namespace Nad.Files;

/// <summary>Writes a file so that a reader sees either the old content or the whole new one, never a part.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes to a temporary name in the same folder, flushes it to the disk and renames it over <paramref name="path"/>.
    /// When <paramref name="write"/> fails, the temporary file is removed, an existing file stays as it was, and the exception is passed on.
    /// </summary>
    /// <param name="path">Target file; its folder must exist.</param>
    /// <param name="write">Receives a seekable, writable stream at position 0.</param>
    /// <exception cref="NadException">The folder is missing or not writable, the target is a folder, or the disk is full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target) ?? target;
        if (Directory.Exists(target)) throw new NadException($"Cannot write {Printable.Of(path)}: it is a folder; name a file.");
        if (!Directory.Exists(folder)) throw new NadException($"Cannot write {Printable.Of(path)}: the folder {Printable.Of(folder)} does not exist; create it first.");

        // Same folder, because a rename is atomic only inside one file system. The name stays short whatever the target's length.
        string temporary = Path.Combine(folder, ".nad-" + Path.GetRandomFileName());
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            FaultInjection.BeforeRename();
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e)
        {
            Remove(temporary);
            if (e is IOException or UnauthorizedAccessException || IsTooLarge(e)) throw new NadException($"Cannot write {Printable.Of(path)}: {Reason(e)}.", e);
            throw;
        }
    }

    /// <summary>Renames a whole file over another, or to a new name, inside one file system.</summary>
    /// <exception cref="NadException">It cannot be done; both files are as before.</exception>
    public static void Rename(string from, string to)
    {
        try
        {
            FaultInjection.BeforeRename();
            File.Move(from, to, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"Cannot write {Printable.Of(to)}: {Reason(e)}.", e);
        }
    }

    /// <summary>Removes a file where it is there.</summary>
    /// <exception cref="NadException">It cannot be done.</exception>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"Cannot replace {Printable.Of(path)}: {Reason(e)}.", e);
        }
    }

    /// <summary>Why a file could not be read or written, in words of our own: the published program carries no framework messages.</summary>
    public static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "permission denied",
        FileNotFoundException or DirectoryNotFoundException => "no such file or folder",
        PathTooLongException => "the name is too long",
        ArgumentOutOfRangeException => "the file would be larger than the system allows",
        _ => Reason(e.HResult & 0xFFFF),
    };

    /// <summary>The same for a number of the system (errno, or its Windows cousin).</summary>
    internal static string Reason(int error) => error switch
    {
        1 or 13 => "permission denied",
        9 => "it is closed",
        28 or 0x70 => "the disk is full",
        30 or 0x13 => "the file system is read-only",
        20 => "a part of the path is a file",
        27 => "the file would be larger than the system allows",
        36 => "the name is too long",
        122 => "the disk quota is used up",
        5 => "the device reports an input/output error",
        _ => $"system error {error}",
    };

    // How the framework tells of a limit of size (ulimit -f).
    private static bool IsTooLarge(Exception e) => e is ArgumentOutOfRangeException { ParamName: "value" };

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one worth reporting.
        }
    }
}
