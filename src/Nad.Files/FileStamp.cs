using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Nad.Files.Interop;

namespace Nad.Files;

/// <summary>
/// Which file it is and in which state: two stamps are equal where nobody wrote to the file or put another in its place in between.
/// </summary>
/// <remarks>
/// The system keeps time in steps of some milliseconds; a change within the step of the first stamp that keeps the length is not seen.
/// </remarks>
public readonly record struct FileStamp
{
    private FileStamp(FileFacts facts)
    {
        Length = facts.Size;
        Device = ((long)facts.DeviceMajor << 32) | facts.DeviceMinor;
        Inode = unchecked((long)facts.Inode);
        Modified = Nanoseconds(facts.ModifiedSecond, facts.ModifiedNanosecond);
        Changed = Nanoseconds(facts.ChangedSecond, facts.ChangedNanosecond);
    }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    // Compared, and never looked at.
    private long Device { get; }

    private long Inode { get; }

    private long Modified { get; }

    private long Changed { get; }

    /// <summary>The stamp of an open file, now.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    public static FileStamp Of(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return FileCalls.statx(file, "\0"u8, FileCalls.EmptyPath, FileCalls.BasicFacts, out FileFacts facts) == 0
            ? new FileStamp(facts)
            : throw new IOException("statx", Marshal.GetLastPInvokeError());
    }

    // Since 1970; a date beyond the year 2262 wraps around, which is as good for a comparison.
    private static long Nanoseconds(long seconds, uint rest) => unchecked((seconds * 1_000_000_000) + rest);
}
