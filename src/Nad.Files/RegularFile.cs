using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Nad.Files.Interop;

namespace Nad.Files;

/// <summary>
/// Opens files that somebody else may have put there. A pipe would wait for its writer for ever and a device may never end, or act on being
/// opened, so anything but a regular file is refused, before and, in case it was exchanged, after it is opened; opening never waits. Links
/// are followed.
/// </summary>
public static class RegularFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="wanted">What the user should name instead of what is found, such as "a checkpoint file".</param>
    /// <returns>A handle that the caller disposes.</returns>
    /// <exception cref="NadException">Missing, not readable, or a folder, pipe, socket or device.</exception>
    public static SafeFileHandle Open(string path, string wanted)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FaultInjection.BeforeRead();
        byte[] name = FileNameBytes.Encode(path);
        Check(FileCalls.statx(FileCalls.AtWorkingFolder, name, 0, FileCalls.BasicFacts, out FileFacts facts), facts, path, wanted);
        int descriptor;
        do
        {
            descriptor = FileCalls.open(name, FileCalls.OpenFlags);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == FileCalls.Interrupted);
        if (descriptor < 0) throw Failure(path, wanted);

        SafeFileHandle file = new(descriptor, ownsHandle: true);
        try
        {
            Check(FileCalls.statx(file, "\0"u8, FileCalls.EmptyPath, FileCalls.BasicFacts, out facts), facts, path, wanted);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a whole file once, so that what is checked, hashed and used are the same bytes.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="wanted">What the user should name instead of what is found, such as "a checkpoint file".</param>
    /// <param name="limit">Most bytes that are read.</param>
    /// <returns>The content; empty for an empty file.</returns>
    /// <exception cref="DamagedFileException">It was written to while it was read.</exception>
    /// <exception cref="NadException">Missing, not readable, not a regular file, or longer than <paramref name="limit"/>.</exception>
    public static byte[] ReadAll(string path, string wanted, long limit)
    {
        using SafeFileHandle file = Open(path, wanted);
        return ReadAll(file, path, limit);
    }

    /// <summary>The same for a file that is open.</summary>
    internal static byte[] ReadAll(SafeFileHandle file, string path, long limit)
    {
        try
        {
            FileStamp before = FileStamp.Of(file);
            if (before.Length > limit) throw new NadException($"{Printable.Of(path)} has {before.Length} bytes; at most {limit} are read.");
            byte[] bytes = new byte[before.Length];
            int done = 0;
            for (int read = 1; done < bytes.Length && read > 0; done += read) read = RandomAccess.Read(file, bytes.AsSpan(done), done);
            return done == bytes.Length && FileStamp.Of(file) == before ? bytes : throw Changed(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"Cannot read {Printable.Of(path)}: {AtomicFile.Reason(e)}.", e);
        }
    }

    /// <summary>The error for a file whose <see cref="FileStamp"/> moved.</summary>
    public static DamagedFileException Changed(string path) =>
        new($"{Printable.Of(path)} changed while it was read; wait until it is complete, then try again.");

    private static void Check(int status, FileFacts facts, string path, string wanted)
    {
        if (status != 0) throw Failure(path, wanted);
        if (!facts.IsRegular) throw new NadException($"{Printable.Of(path)} is {facts.Kind}; name {wanted}.");
    }

    private static NadException Failure(string path, string wanted)
    {
        int error = Marshal.GetLastPInvokeError();
        string shown = Printable.Of(path);
        return error switch
        {
            FileCalls.NoEntry or FileCalls.NotAFolder when FolderListing.IsLink(path) =>
                new NadException($"{shown} is a link that leads to nothing; name {wanted}."),
            FileCalls.NoEntry or FileCalls.NotAFolder => new NadException($"{shown} does not exist; name {wanted}."),
            FileCalls.TooManyLinks => new NadException($"{shown} is a link that leads in a circle; name {wanted}."),
            _ => new NadException($"Cannot read {shown}: {AtomicFile.Reason(error)}."),
        };
    }
}
