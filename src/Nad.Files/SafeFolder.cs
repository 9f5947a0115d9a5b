using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nad.Files.Interop;

namespace Nad.Files;

/// <summary>
/// A folder that results go to, held open. It may have been prepared by a stranger, and others may change it at any time, so everything in
/// it is opened, made, renamed and deleted here and nowhere else, by its name in the open folder. No link inside it is followed. A link,
/// pipe, socket, device or folder in the place of a file, and anything but a folder in the place of a folder, is refused and named.
/// </summary>
/// <remarks>Only the folder itself is found by a path, once; there links are followed, because the user named it.</remarks>
public sealed class SafeFolder : IDisposable
{
    private const string TemporaryPrefix = ".nad-";
    private const uint FileMode = 0x1B6, FolderMode = 0x1FF, PrivateMode = 0x1C0;
    private const int MayWriteAndSearch = 3, ByEffectiveUser = 0x200;

    private readonly SafeFileHandle handle;

    private SafeFolder(SafeFileHandle handle, string path, bool isNew) => (this.handle, Path, IsNew) = (handle, path, isNew);

    /// <summary>As it was named; for messages.</summary>
    public string Path { get; }

    /// <summary>Whether it was not there before.</summary>
    public bool IsNew { get; }

    /// <summary>Whether somebody has removed it since it was opened.</summary>
    public bool IsGone => Facts(handle, Path).Links == 0;

    /// <summary>Tests listen here: every name that is used, below the folder that was named. It follows the calls of one test.</summary>
    internal static AsyncLocal<Action<string>?> Used { get; } = new();

    /// <summary>Opens a folder that the user named.</summary>
    /// <exception cref="NadException">It is missing, no folder, or cannot be opened.</exception>
    public static SafeFolder Open(string path) =>
        Find(path) ?? throw new NadException($"The folder {Printable.Of(path)} does not exist; create it first.");

    /// <summary>Opens a folder that the user named, if it is there.</summary>
    /// <exception cref="NadException">It is no folder or cannot be opened.</exception>
    public static SafeFolder? Find(string path) => Find(path, isNew: false);

    /// <summary>Opens a folder that the user named; makes it, and those above it, where it is missing.</summary>
    /// <exception cref="NadException">It cannot be made or opened.</exception>
    public static SafeFolder Make(string path)
    {
        if (Find(path) is { } there) return there;
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Failure(path, AtomicFile.Reason(e));
        }

        return Find(path, isNew: true) ?? throw Failure(path, FileCalls.NoEntry);
    }

    /// <summary>Finds out, without changing anything, whether a folder could be made or, if it is there, written to.</summary>
    /// <exception cref="NadException">It could not.</exception>
    public static void CheckMake(string path)
    {
        for (string? at = System.IO.Path.GetFullPath(path); at is not null; at = System.IO.Path.GetDirectoryName(at))
        {
            using SafeFolder? there = Find(at);
            if (there is null) continue;
            if (FolderCalls.faccessat(there.handle, ".", MayWriteAndSearch, ByEffectiveUser) != 0)
                throw Failure(at, Marshal.GetLastPInvokeError());
            return;
        }
    }

    /// <summary>Finds out whether a file can be made in it, by making one of a random name.</summary>
    /// <exception cref="NadException">It cannot.</exception>
    public void CheckWritable()
    {
        string name = Temporary();
        using SafeFileHandle file = Create(name) ?? throw Failure(Path, Marshal.GetLastPInvokeError());
        Drop(name);
    }

    /// <summary>Every name in it.</summary>
    /// <exception cref="NadException">It cannot be listed.</exception>
    public IReadOnlyList<string> Names() => FolderCalls.Names(handle) ?? throw Failure(Path, Marshal.GetLastPInvokeError());

    /// <summary>Whether a file of that name is there.</summary>
    /// <exception cref="NadException">Something else of that name is there.</exception>
    public bool HasFile(string name) => Look(name) is { } facts && (facts.IsRegular ? true : throw Refused(name, facts, "file"));

    /// <summary>Before work begins: each of these is a file, or is not there.</summary>
    /// <exception cref="NadException">One is something else.</exception>
    public void Expect(IEnumerable<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (string file in files) _ = HasFile(file);
    }

    /// <summary>Whether anything of that name is there, a link that leads to nothing too.</summary>
    public bool Has(string name) => Look(name) is not null;

    /// <summary>Bytes of a file; 0 for anything else, and for nothing.</summary>
    public long LengthOf(string name) => Look(name) is { IsRegular: true } facts ? facts.Size : 0;

    /// <summary>Reads a whole file.</summary>
    /// <param name="name">Its name here.</param>
    /// <param name="limit">Most bytes that are read.</param>
    /// <param name="ownOnly">Whether a file of another user is refused.</param>
    /// <returns>Null if it is not there.</returns>
    /// <exception cref="DamagedFileException">It was written to while it was read.</exception>
    /// <exception cref="NadException">It cannot be read, is no file, is too long, or belongs to another user.</exception>
    public byte[]? Read(string name, long limit, bool ownOnly = false)
    {
        string path = In(name);
        using SafeFileHandle? file = Reading(name);
        if (file is null) return null;
        if (ownOnly && Facts(file, path).Owner != FolderCalls.geteuid())
            throw new NadException($"{Printable.Of(path)} belongs to another user. Delete it, or name another folder.");
        return RegularFile.ReadAll(file, path, limit);
    }

    /// <summary>Opens a file for reading; null if it is not there.</summary>
    /// <returns>A stream at position 0 that the caller disposes.</returns>
    /// <exception cref="NadException">It cannot be read, or is no file.</exception>
    public FileStream? OpenRead(string name) => Reading(name) is { } file ? new FileStream(file, FileAccess.Read, 1 << 16) : null;

    /// <summary>Opens a new file for writing; a file of that name is removed before.</summary>
    /// <exception cref="NadException">It cannot be made, or something else of that name is there.</exception>
    public FileStream MakeNew(string name)
    {
        Delete(name);
        return new FileStream(Create(name) ?? throw CannotWrite(name, Marshal.GetLastPInvokeError()), FileAccess.ReadWrite, 1 << 16);
    }

    /// <summary>Opens a file for reading and writing, to be gone on with; makes it where it is missing.</summary>
    /// <returns>A stream at position 0 that the caller disposes.</returns>
    /// <exception cref="NadException">It cannot be opened, is no file, or has a second name somewhere (a hard link).</exception>
    public FileStream OpenOrMake(string name) => new(OpenOrMakeFile(name), FileAccess.ReadWrite, 1 << 16);

    /// <summary>Writes a file whole or not at all: under another name first, flushed to the disk, then renamed.</summary>
    /// <param name="name">Replaced if it is a file.</param>
    /// <param name="write">Receives a seekable, writable stream at position 0.</param>
    /// <exception cref="NadException">The folder is not writable, the disk is full, or something else of that name is there.</exception>
    public void Write(string name, Action<Stream> write)
    {
        _ = HasFile(name);
        string temporary = WriteTemporary(name, write);
        try
        {
            Rename(temporary, this, name);
        }
        catch
        {
            Drop(temporary);
            throw;
        }
    }

    /// <summary>Writes text as UTF-8, whole or not at all.</summary>
    /// <exception cref="NadException">As <see cref="Write"/>.</exception>
    public void WriteText(string name, string text) => Write(name, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a file under a random name, flushed to the disk.</summary>
    /// <param name="shown">What it is going to be, for messages.</param>
    /// <param name="write">Receives a seekable, readable and writable stream at position 0.</param>
    /// <returns>Its name, for <see cref="Rename"/> or <see cref="Delete"/>.</returns>
    /// <exception cref="NadException">The folder is not writable or the disk is full; nothing is left.</exception>
    public string WriteTemporary(string shown, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string temporary = Temporary();
        SafeFileHandle file = Create(temporary)
            ?? throw new NadException($"Cannot write {Printable.Of(In(shown))}: {AtomicFile.Reason(Marshal.GetLastPInvokeError())}.");
        try
        {
            using FileStream stream = new(file, FileAccess.ReadWrite, 1 << 16);
            write(stream);
            stream.Flush(flushToDisk: true);
            return temporary;
        }
        catch (Exception e)
        {
            Drop(temporary);
            if (e is IOException or UnauthorizedAccessException || AtomicFile.IsTooLarge(e))
                throw new NadException($"Cannot write {Printable.Of(In(shown))}: {AtomicFile.Reason(e)}.", e);
            throw;
        }
    }

    /// <summary>Whether <see cref="WriteTemporary"/> gives such names: one that is found was left by a process that was killed.</summary>
    public static bool IsTemporary(string name) => name.StartsWith(TemporaryPrefix, StringComparison.Ordinal);

    /// <summary>Moves a file or folder, inside one file system; a file of the new name is replaced.</summary>
    /// <exception cref="NadException">It cannot be done; all is as before.</exception>
    public void Rename(string name, SafeFolder to, string newName)
    {
        ArgumentNullException.ThrowIfNull(to);
        FaultInjection.BeforeRename();
        if (FolderCalls.renameat(handle, Checked(name), to.handle, to.Checked(newName)) != 0)
            throw to.CannotWrite(newName, Marshal.GetLastPInvokeError());
        // So that a power failure does not undo it; a file system that cannot is no reason to fail.
        _ = FolderCalls.fsync(to.handle);
    }

    /// <summary>Removes a file if it is there.</summary>
    /// <exception cref="NadException">Something else of that name is there, or it cannot be removed.</exception>
    public void Delete(string name)
    {
        if (!HasFile(name)) return;
        if (FolderCalls.unlinkat(handle, Checked(name), 0) != 0 && Marshal.GetLastPInvokeError() is var error and not FileCalls.NoEntry)
            throw CannotWrite(name, error);
    }

    /// <summary>Removes an empty folder in it.</summary>
    /// <returns>False if it is not there or not empty.</returns>
    public bool DeleteFolder(string name) => FolderCalls.unlinkat(handle, Checked(name), FolderCalls.RemoveFolder) == 0;

    /// <summary>Removes this folder, if it <see cref="IsNew"/> and empty.</summary>
    public void DeleteIfNew()
    {
        if (!IsNew) return;
        try
        {
            Directory.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is not empty; and where it cannot be removed, an empty folder does no harm.
        }
    }

    /// <summary>Opens a folder in it; null if it is not there.</summary>
    /// <exception cref="NadException">Something else of that name is there.</exception>
    public SafeFolder? FindFolder(string name)
    {
        if (Look(name) is not { } facts) return null;
        return facts.IsFolder ? OpenFolder(name, isNew: false) : throw Refused(name, facts, "folder");
    }

    /// <summary>Opens a folder in it; makes it where it is missing.</summary>
    /// <param name="name">Its name here.</param>
    /// <param name="isPrivate">Whether a new one is made so that other users cannot look into it.</param>
    /// <exception cref="NadException">Something else of that name is there, or it cannot be made.</exception>
    public SafeFolder MakeFolder(string name, bool isPrivate = false)
    {
        bool made = FolderCalls.mkdirat(handle, Checked(name), isPrivate ? PrivateMode : FolderMode) == 0;
        int error = Marshal.GetLastPInvokeError();
        if (!made && error != FolderCalls.Exists) throw CannotWrite(name, error);
        if (Look(name) is { IsFolder: false } facts) throw Refused(name, facts, "folder");
        return OpenFolder(name, made);
    }

    /// <summary>
    /// Why content of this folder cannot be taken for the user's own, in words that follow the folder's name; null if it can.
    /// </summary>
    public string? WhyNotOwn()
    {
        FileFacts facts = Facts(handle, Path);
        return facts.Owner != FolderCalls.geteuid() ? "belongs to another user"
            : facts.OthersMayWrite ? "can be written to by other users"
            : null;
    }

    /// <summary>Takes the lock that a file stands for; the system gives it back when the handle or the process goes.</summary>
    /// <returns>To be disposed; null if somebody else holds it.</returns>
    /// <exception cref="NadException">Something else of that name is there, or it cannot be made.</exception>
    public SafeFileHandle? TryLock(string name)
    {
        while (true)
        {
            SafeFileHandle file = OpenOrMakeFile(name);
            if (FolderCalls.flock(file, FolderCalls.LockExclusive | FolderCalls.LockNoWait) != 0)
            {
                int error = Marshal.GetLastPInvokeError();
                file.Dispose();
                return error == FolderCalls.WouldBlock ? null : throw CannotWrite(name, error);
            }

            // Who held it before may have removed the file after it was opened here: then others lock another one.
            if (Look(name) is { } now && now.Inode == Facts(file, In(name)).Inode) return file;
            file.Dispose();
        }
    }

    /// <summary>Whether somebody holds the lock that <see cref="TryLock"/> takes; nothing is changed.</summary>
    /// <exception cref="NadException">Something else of that name is there.</exception>
    public bool IsLocked(string name)
    {
        if (!HasFile(name)) return false;
        using SafeFileHandle? file = OpenFile(name, FolderCalls.ReadOnly);
        return file is not null && FolderCalls.flock(file, FolderCalls.LockShared | FolderCalls.LockNoWait) != 0;
    }

    /// <summary>Lets go of it.</summary>
    public void Dispose() => handle.Dispose();

    private static SafeFolder? Find(string path, bool isNew)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        int descriptor = FolderCalls.openat(FileCalls.AtWorkingFolder, path, FolderCalls.NamedFolder, 0);
        int error = Marshal.GetLastPInvokeError();
        if (descriptor >= 0) return new SafeFolder(new SafeFileHandle(descriptor, ownsHandle: true), path, isNew);
        return error == FileCalls.NoEntry && new FileInfo(path).LinkTarget is null ? null : throw Failure(path, error);
    }

    private static NadException Failure(string path, int error) => Failure(path, error switch
    {
        FileCalls.NoEntry => "it is a link that leads to nothing",
        FileCalls.NotAFolder => "it is no folder",
        FileCalls.TooManyLinks => "it is a link that leads in a circle",
        _ => AtomicFile.Reason(error),
    });

    private static NadException Failure(string path, string reason) =>
        new($"The folder {Printable.Of(path)} cannot be written to: {reason}.");

    private static FileFacts Facts(SafeFileHandle file, string path) =>
        FileCalls.statx(file, "\0"u8, FileCalls.EmptyPath, FileCalls.BasicFacts, out FileFacts facts) == 0
            ? facts
            : throw Failure(path, Marshal.GetLastPInvokeError());

    // It stays short whatever the target's length.
    private static string Temporary() => TemporaryPrefix + System.IO.Path.GetRandomFileName();

    private SafeFileHandle? Create(string name) => OpenFile(name, FolderCalls.ReadWrite | FolderCalls.Create | FolderCalls.Exclusive);

    // What a name stands for, without following it; null for nothing.
    private FileFacts? Look(string name)
    {
        if (FileCalls.statx(
                handle, FileNameBytes.Encode(Checked(name)), FolderCalls.NoFollowStatus, FileCalls.BasicFacts, out FileFacts facts) == 0)
            return facts;
        int error = Marshal.GetLastPInvokeError();
        return error == FileCalls.NoEntry ? null : throw CannotWrite(name, error);
    }

    // Looked at before, because opening a device may act on it, and after, in case it was exchanged.
    private SafeFileHandle OpenOrMakeFile(string name)
    {
        _ = HasFile(name);
        SafeFileHandle file =
            OpenFile(name, FolderCalls.ReadWrite | FolderCalls.Create) ?? throw CannotWrite(name, Marshal.GetLastPInvokeError());
        // None at all: its holder has just removed it, which TryLock sees.
        if (Facts(file, In(name)).Links <= 1) return file;
        file.Dispose();
        throw new NadException(
            $"{Printable.Of(In(name))} has a second name (a hard link), and would change there too. Remove it, or name another folder.");
    }

    private SafeFileHandle? Reading(string name)
    {
        if (!HasFile(name)) return null;
        if (OpenFile(name, FolderCalls.ReadOnly) is { } file) return file;
        int error = Marshal.GetLastPInvokeError();
        return error == FileCalls.NoEntry
            ? null
            : throw new NadException($"Cannot read {Printable.Of(In(name))}: {AtomicFile.Reason(error)}.");
    }

    private SafeFileHandle? OpenFile(string name, int flags)
    {
        int descriptor;
        do
        {
            descriptor = FolderCalls.openat(handle, Checked(name), FolderCalls.File | flags, FileMode);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == FileCalls.Interrupted);
        if (descriptor < 0) return null;
        SafeFileHandle file = new(descriptor, ownsHandle: true);
        FileFacts facts = Facts(file, In(name));
        if (facts.IsRegular) return file;
        file.Dispose();
        throw Refused(name, facts, "file");
    }

    private SafeFolder OpenFolder(string name, bool isNew)
    {
        int descriptor = FolderCalls.openat(handle, Checked(name), FolderCalls.Folder, 0);
        return descriptor >= 0
            ? new SafeFolder(new SafeFileHandle(descriptor, ownsHandle: true), In(name), isNew)
            : throw CannotWrite(name, Marshal.GetLastPInvokeError());
    }

    // After a failure, which is what is worth reporting.
    private void Drop(string temporary) => _ = FolderCalls.unlinkat(handle, temporary, 0);

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private string Checked(string name)
    {
        if (name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\0'))
            throw new ArgumentException("No name of a file.", nameof(name));
        Used.Value?.Invoke(In(name));
        return name;
    }

    private NadException CannotWrite(string name, int error) =>
        new($"Cannot write {Printable.Of(In(name))}: {(error is FileCalls.TooManyLinks ? "it is a link" : AtomicFile.Reason(error))}.");

    private NadException Refused(string name, FileFacts facts, string wanted) =>
        new($"{Printable.Of(In(name))} is {facts.Kind}, but nad keeps a {wanted} of its own there. Remove it, or name another folder.");
}
