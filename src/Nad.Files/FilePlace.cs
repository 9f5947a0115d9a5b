using System.Runtime.InteropServices;
using Nad.Files.Interop;

namespace Nad.Files;

/// <summary>
/// What a name stands for now, found out without opening it: two names stand for the same thing where their places are equal, whatever the
/// names look like.
/// </summary>
/// <param name="Kind">What it is: "a file", "a folder", "a pipe", "a device" and the like.</param>
/// <param name="Device">Of the file system.</param>
/// <param name="Inode">Within it.</param>
public readonly record struct FilePlace(string Kind, long Device, long Inode)
{
    private const int WriteAndSearch = 2 | 1;

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => Kind == "a folder";

    /// <summary>What a name stands for, links followed.</summary>
    /// <returns>Null where there is nothing.</returns>
    /// <exception cref="NadException">
    /// The system does not tell, such as where the name is too long, a link leads in a circle, or a folder above may not be looked into.
    /// </exception>
    public static FilePlace? At(string path) => Look(path, 0);

    /// <summary>Whether a link of that name leads to nothing.</summary>
    public static bool IsDangling(string path) => Look(path, FileCalls.LinkItself) is not null && At(path) is null;

    /// <summary>Why no file can be made in a folder; null where it can.</summary>
    public static string? WhyNotWritable(string folder) =>
        FileCalls.access(FileNameBytes.Encode(folder), WriteAndSearch) == 0 ? null : AtomicFile.Reason(Marshal.GetLastPInvokeError());

    private static FilePlace? Look(string path, int flags)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Contains('\0', StringComparison.Ordinal)) throw new NadException($"{Printable.Of(path)} is no name of a file.");
        if (FileCalls.statx(FileCalls.AtWorkingFolder, FileNameBytes.Encode(path), flags, FileCalls.BasicFacts, out FileFacts facts) == 0)
        {
            return new FilePlace(
                facts.IsRegular ? "a file" : facts.Kind, ((long)facts.DeviceMajor << 32) | facts.DeviceMinor, unchecked((long)facts.Inode));
        }

        int error = Marshal.GetLastPInvokeError();
        return error switch
        {
            FileCalls.NoEntry or FileCalls.NotAFolder => null,
            FileCalls.TooManyLinks => throw new NadException($"{Printable.Of(path)} is a link that leads in a circle."),
            _ => throw new NadException($"{Printable.Of(path)} cannot be looked at: {AtomicFile.Reason(error)}."),
        };
    }
}
