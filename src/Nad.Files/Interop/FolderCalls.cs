using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nad.Files.Interop;

/// <summary>
/// The system calls that work on a name inside a folder that is held open. The BCL works on paths, which another process can bend between
/// two calls.
/// </summary>
/// <remarks>openat(2), mkdirat(2), unlinkat(2), renameat(2), flock(2), fsync(2), readdir(3).</remarks>
internal static partial class FolderCalls
{
    internal const int ReadOnly = 0, ReadWrite = 2, Create = 0x40, Exclusive = 0x80;
    internal const int NoFollowStatus = 0x100, RemoveFolder = 0x200;
    internal const int LockShared = 1, LockExclusive = 2, LockNoWait = 4;
    internal const int Exists = 17, WouldBlock = 11;

    // Never wait (a pipe without a writer); never become the controlling terminal; not for child processes.
    private const int Always = 0x800 | 0x100 | 0x80000;

    // struct dirent of 64-bit Linux: inode (8 bytes), offset (8), length (2), kind (1), name.
    private const int NameInEntry = 19;

    // The two flags whose values depend on the processor.
    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>For files: a link in the last place is an error.</summary>
    internal static int File => Always | (IsArm ? 0x8000 : 0x20000);

    /// <summary>For a folder that the user named: links are followed.</summary>
    internal static int NamedFolder => Always | (IsArm ? 0x4000 : 0x10000);

    /// <summary>For a folder in a folder: a link in the last place is an error.</summary>
    internal static int Folder => NamedFolder | File;

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int openat(int folder, string name, int flags, uint mode);

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int openat(SafeFileHandle folder, string name, int flags, uint mode);

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int mkdirat(SafeFileHandle folder, string name, uint mode);

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int unlinkat(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int renameat(SafeFileHandle from, string name, SafeFileHandle to, string newName);

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int faccessat(SafeFileHandle folder, string name, int mode, int flags);

    [LibraryImport("libc.so.6", SetLastError = true)]
    internal static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc.so.6", SetLastError = true)]
    internal static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc.so.6")]
    internal static partial uint geteuid();

    /// <summary>Every name in a folder but "." and "..".</summary>
    /// <returns>Null where the folder cannot be listed.</returns>
    internal static List<string>? Names(SafeFileHandle folder)
    {
        // A handle of its own: the place in the list belongs to the handle.
        int descriptor = openat(folder, ".", Folder, 0);
        if (descriptor < 0) return null;
        nint list = fdopendir(descriptor);
        if (list == 0) return null;
        try
        {
            List<string> names = [];
            for (nint entry = readdir(list); entry != 0; entry = readdir(list))
            {
                string name = Marshal.PtrToStringUTF8(entry + NameInEntry) ?? "";
                if (name is not ("." or "..")) names.Add(name);
            }

            return names;
        }
        finally
        {
            _ = closedir(list);
        }
    }

    [LibraryImport("libc.so.6", SetLastError = true)]
    private static partial nint fdopendir(int descriptor);

    [LibraryImport("libc.so.6")]
    private static partial nint readdir(nint list);

    [LibraryImport("libc.so.6")]
    private static partial int closedir(nint list);
}
