using System.Runtime.InteropServices;

namespace Nad.Files.Interop;

/// <summary>
/// The system calls about files that the BCL does not offer: opening without waiting, asking what a name stands for without opening it, and
/// listing names that are not UTF-8. Paths are bytes that end in a zero (<see cref="FileNameBytes"/>).
/// </summary>
/// <remarks>
/// open(2), statx(2), getdents64(2). The layouts of statx and of an entry of getdents64 are the same on every processor, unlike those of
/// stat and readdir.
/// </remarks>
internal static partial class FileCalls
{
    internal const int AtWorkingFolder = -100, LinkItself = 0x100, EmptyPath = 0x1000, BasicFacts = 0x7ff;

    // Read only; never wait (a pipe without a writer); never become the controlling terminal; not for child processes.
    internal const int OpenFlags = 0x800 | 0x100 | 0x80000;

    internal const int NoEntry = 2, Interrupted = 4, NotAFolder = 20, TooManyLinks = 40;

    [LibraryImport("libc.so.6", SetLastError = true)]
    internal static partial int open(ReadOnlySpan<byte> path, int flags);

    [LibraryImport("libc.so.6", SetLastError = true)]
    internal static partial int access(ReadOnlySpan<byte> path, int mode);

    [LibraryImport("libc.so.6", SetLastError = true)]
    internal static partial int statx(int folder, ReadOnlySpan<byte> path, int flags, uint mask, out FileFacts facts);

    [LibraryImport("libc.so.6", SetLastError = true)]
    internal static partial int statx(
        Microsoft.Win32.SafeHandles.SafeFileHandle file, ReadOnlySpan<byte> path, int flags, uint mask, out FileFacts facts);

    [LibraryImport("libc.so.6", SetLastError = true)]
    internal static partial nint getdents64(Microsoft.Win32.SafeHandles.SafeFileHandle folder, Span<byte> entries, nuint length);
}
