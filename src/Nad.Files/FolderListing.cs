using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Nad.Files.Interop;

namespace Nad.Files;

/// <summary>
/// Lists folders that somebody else may have filled. Names are read as bytes, so that those that are not UTF-8 can be opened too (the base
/// library loses them).
/// </summary>
public static class FolderListing
{
    // struct linux_dirent64: 8 bytes of inode, 8 of offset, 2 of length, 1 of kind, the name.
    private const int LengthAt = 16, KindAt = 18, NameAt = 19, KindFolder = 4, KindLink = 10, KindUnknown = 0, Room = 1 << 16;

    /// <summary>What is directly in a folder, in ordinal order of the names.</summary>
    /// <param name="path">The folder, or a link to it.</param>
    /// <exception cref="NadException">It is not there, is no folder, or cannot be read; the message names it.</exception>
    public static IReadOnlyList<FolderEntry> Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (FilePlace.At(path) is not { IsFolder: true }) throw Failure(path);
        int descriptor = FileCalls.open(FileNameBytes.Encode(path), FileCalls.OpenFlags);
        if (descriptor < 0) throw Failure(path);
        using SafeFileHandle folder = new(descriptor, ownsHandle: true);
        List<FolderEntry> entries = [];
        byte[] buffer = new byte[Room];
        for (nint length; (length = FileCalls.getdents64(folder, buffer, Room)) != 0;)
        {
            if (length < 0) throw Failure(path);
            for (ReadOnlySpan<byte> rest = buffer.AsSpan(0, (int)length); !rest.IsEmpty; rest =
                rest[BinaryPrimitives.ReadUInt16LittleEndian(rest[LengthAt..])..])
            {
                ReadOnlySpan<byte> name = rest[NameAt..];
                name = name[..name.IndexOf((byte)0)];
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                    entries.Add(Entry(path, FileNameBytes.Decode(name), rest[KindAt]));
            }
        }

        entries.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return entries;
    }

    internal static bool IsLink(string path) =>
        FileCalls.statx(
            FileCalls.AtWorkingFolder, FileNameBytes.Encode(path), FileCalls.LinkItself, FileCalls.BasicFacts, out FileFacts facts) == 0
        && facts.IsLink;

    // Some file systems do not tell the kind with the name.
    private static FolderEntry Entry(string folder, string name, byte kind)
    {
        string path = Path.Combine(folder, name);
        bool link = kind == KindLink || (kind == KindUnknown && IsLink(path));
        if (kind != KindUnknown && !link)
            return new FolderEntry(name, kind == KindFolder ? FolderEntryKind.Folder : FolderEntryKind.File, false);

        bool leads =
            FileCalls.statx(FileCalls.AtWorkingFolder, FileNameBytes.Encode(path), 0, FileCalls.BasicFacts, out FileFacts facts) == 0;
        return new FolderEntry(
            name,
            leads && facts.IsFolder ? FolderEntryKind.Folder : leads || !link ? FolderEntryKind.File : FolderEntryKind.DeadLink,
            link);
    }

    private static NadException Failure(string path)
    {
        int error = Marshal.GetLastPInvokeError();
        string shown = Printable.Of(path);
        return FilePlace.At(path) switch
        {
            null => new NadException($"There is no folder {shown}."),
            { IsFolder: false } place => new NadException($"{shown} is {place.Kind}, not a folder."),
            _ => new NadException($"The folder {shown} cannot be listed: {AtomicFile.Reason(error)}."),
        };
    }
}
