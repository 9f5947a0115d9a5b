using System.Runtime.InteropServices;

namespace Nad.Files.Interop;

/// <summary>The two system calls about files that the BCL does not offer: opening without waiting, and asking what a name stands for without opening it.</summary>
/// <remarks>open(2), statx(2). The layout of statx is the same on every processor, unlike that of stat.</remarks>
internal static partial class FileCalls
{
    internal const int AtWorkingFolder = -100, EmptyPath = 0x1000, BasicFacts = 0x7ff;

    // Read only; never wait (a pipe without a writer); never become the controlling terminal; not for child processes.
    internal const int OpenFlags = 0x800 | 0x100 | 0x80000;

    internal const int NoEntry = 2, Interrupted = 4, NotAFolder = 20, TooManyLinks = 40;

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int open(string path, int flags);

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int access(string path, int mode);

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int statx(int folder, string path, int flags, uint mask, out FileFacts facts);

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int statx(Microsoft.Win32.SafeHandles.SafeFileHandle file, string path, int flags, uint mask, out FileFacts facts);
}
