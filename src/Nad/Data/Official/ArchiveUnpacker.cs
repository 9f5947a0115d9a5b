using System.Formats.Tar;
using System.IO.Compression;

namespace Nad.Data;

/// <summary>
/// Unpacks archives whose checksum is right into a folder that may hold what an interrupted run left, or a stranger put there: files of the
/// archives are made anew, links are followed nowhere, and what is of no archive is named.
/// </summary>
/// <param name="root">Where to.</param>
/// <param name="cancel">Ends it early.</param>
internal sealed class ArchiveUnpacker(SafeFolder root, CancellationToken cancel) : IDisposable
{
    // By path; the names that belong in each.
    private readonly Dictionary<string, (SafeFolder Folder, HashSet<string> Names)> folders =
        new(StringComparer.Ordinal) { [""] = (root, new(StringComparer.Ordinal)) };

    /// <summary>Unpacks one.</summary>
    /// <param name="archive">From its beginning; the same that was hashed.</param>
    /// <param name="name">Its name, for its kind: .zip, else .tar.gz.</param>
    /// <exception cref="InvalidDataException">It cannot be read, or holds something else than files and folders inside it.</exception>
    public void Unpack(Stream archive, string name)
    {
        if (name.EndsWith(".zip", StringComparison.Ordinal)) UnpackZip(archive);
        else UnpackTar(archive);
    }

    /// <summary>Files beside the folders, such as the labels of GTSRB's test images, go into one of them.</summary>
    public void MoveFilesInto(string folder)
    {
        (SafeFolder into, HashSet<string> names) = folders[folder];
        foreach (string file in folders[""].Names.Where(n => !folders.ContainsKey(n)).ToArray())
        {
            root.Rename(file, into, file);
            names.Add(file);
            folders[""].Names.Remove(file);
        }
    }

    /// <summary>Whether the archives held a folder of that name.</summary>
    public bool Has(string folder) => folders.ContainsKey(folder);

    /// <summary>Nothing is there but what the archives hold.</summary>
    /// <exception cref="NadException">Something is, and is named.</exception>
    public void CheckNothingElse()
    {
        foreach ((SafeFolder folder, HashSet<string> names) in folders.Values)
        {
            if (folder.Names().FirstOrDefault(n => !names.Contains(n)) is { } other)
                throw new NadException(
                    $"{Printable.Of(Path.Combine(folder.Path, other))} is of none of the archives. "
                    + "Remove it, or name another folder with --download.");
        }
    }

    public void Dispose()
    {
        foreach ((string path, (SafeFolder folder, _)) in folders)
        {
            if (path.Length > 0) folder.Dispose();
        }
    }

    private void UnpackTar(Stream archive)
    {
        using GZipStream plain = new(archive, CompressionMode.Decompress, leaveOpen: true);
        using TarReader reader = new(plain);
        while (reader.GetNextEntry() is { } entry)
        {
            // Some archives name everything from ".".
            string name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            switch (entry.EntryType)
            {
                case TarEntryType.Directory:
                    FolderOf(name.TrimEnd('/'));
                    break;
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                    Save(name, entry.DataStream);
                    break;
                case TarEntryType.GlobalExtendedAttributes:
                    break;
                default:
                    throw new InvalidDataException($"{entry.Name} is neither a file nor a folder.");
            }
        }
    }

    private void UnpackZip(Stream archive)
    {
        using ZipArchive reader = new(archive, ZipArchiveMode.Read, leaveOpen: true);
        foreach (ZipArchiveEntry entry in reader.Entries)
        {
            if (entry.FullName.EndsWith('/'))
            {
                FolderOf(entry.FullName.TrimEnd('/'));
                continue;
            }

            using Stream content = entry.Open();
            Save(entry.FullName, content);
        }
    }

    private void Save(string path, Stream? content)
    {
        cancel.ThrowIfCancellationRequested();
        int end = path.LastIndexOf('/');
        (SafeFolder folder, HashSet<string> names) = FolderOf(end < 0 ? "" : path[..end]);
        string name = Inside(path[(end + 1)..]);
        using FileStream file = folder.MakeNew(name);
        content?.CopyTo(file);
        names.Add(name);
    }

    private (SafeFolder Folder, HashSet<string> Names) FolderOf(string path)
    {
        if (folders.TryGetValue(path, out (SafeFolder, HashSet<string>) known)) return known;
        int end = path.LastIndexOf('/');
        (SafeFolder parent, HashSet<string> names) = FolderOf(end < 0 ? "" : path[..end]);
        string name = Inside(path[(end + 1)..]);
        (SafeFolder, HashSet<string>) made = (parent.MakeFolder(name), new(StringComparer.Ordinal));
        names.Add(name);
        folders.Add(path, made);
        return made;
    }

    private static string Inside(string name) =>
        name is "" or "." or ".." || name.Contains('\0', StringComparison.Ordinal)
            ? throw new InvalidDataException("a name leads out of the archive.")
            : name;
}
