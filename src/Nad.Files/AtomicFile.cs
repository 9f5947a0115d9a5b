namespace Nad.Files;

/// <summary>Writes a file so that a reader sees either the old content or the whole new one, never a part.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes to a random name in the same folder, flushes it to the disk and renames it over <paramref name="path"/>.
    /// When <paramref name="write"/> fails, the temporary file is removed, an existing file stays as it was, and the exception is passed
    /// on.
    /// </summary>
    /// <param name="path">Target file; its folder must exist.</param>
    /// <param name="write">Receives a seekable, writable stream at position 0.</param>
    /// <exception cref="NadException">
    /// The folder is missing or not writable, the target is a folder, link, pipe, socket or device, or the disk is full.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path), name = Path.GetFileName(target);
        if (name.Length == 0 || Directory.Exists(target))
            throw new NadException($"Cannot write {Printable.Of(path)}: it is a folder; name a file.");
        string shown = Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
        using SafeFolder folder = SafeFolder.Find(shown)
            ?? throw new NadException(
                $"Cannot write {Printable.Of(path)}: the folder {Printable.Of(shown)} does not exist; create it first.");
        folder.Write(name, write);
    }

    /// <summary>Removes a file if it is there.</summary>
    /// <exception cref="NadException">It is no file, or cannot be removed.</exception>
    public static void Delete(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using SafeFolder? folder = SafeFolder.Find(Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".");
        folder?.Delete(Path.GetFileName(path));
    }

    /// <summary>
    /// Why a file could not be read or written, in words of our own: the published program carries no framework messages.
    /// </summary>
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
        2 => "no such file or folder",
        9 => "it is closed",
        6 or 21 => "it is no file",
        28 or 0x70 => "the disk is full",
        30 or 0x13 => "the file system is read-only",
        20 => "a part of the path is a file",
        27 => "the file would be larger than the system allows",
        36 => "the name is too long",
        40 => "a link leads in a circle",
        122 => "the disk quota is used up",
        5 => "the device reports an input/output error",
        _ => $"system error {error}",
    };

    // How the framework tells of a limit of size (ulimit -f).
    internal static bool IsTooLarge(Exception e) => e is ArgumentOutOfRangeException { ParamName: "value" };
}
