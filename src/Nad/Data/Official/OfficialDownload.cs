namespace Nad.Data;

/// <summary>Fetches the files of an official data set, checks them, and unpacks them beside each other.</summary>
/// <param name="data">What.</param>
/// <param name="from">
/// Address of a mirror that the names of the files are appended to; null for the official one. Checksums are the same.
/// </param>
/// <param name="stage">Told in a few words what happens now; null where nobody listens.</param>
/// <param name="cancel">Ends it early; what was fetched is kept and continued by the next call.</param>
public sealed class OfficialDownload(OfficialData data, Uri? from, Action<string>? stage, CancellationToken cancel)
{
    /// <summary>Fetches what is missing in a folder, unpacks it there and removes the archives.</summary>
    /// <param name="folder">Made where it does not exist.</param>
    /// <returns>The SPEC of the data.</returns>
    /// <exception cref="NadException">
    /// The folder cannot be written, the data is there already, the server cannot be reached, or a checksum is wrong.
    /// </exception>
    public string Fetch(string folder)
    {
        string target = Path.Combine(folder, data.Folder);
        using SafeFolder root = Make(folder);
        try
        {
            if (root.Has(data.Folder))
                throw new NadException($"{target} is there already. Use {data.Kind}:{target}, or move it away to fetch it anew.");
            Fetch(root);
            return $"{data.Kind}:{target}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"{folder} cannot be written: {AtomicFile.Reason(e)}. Name another folder with --download DIR.", e);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new DamagedFileException($"The archives of {data.Name} in {folder} cannot be unpacked: {Printable.Of(e.Message)}", e);
        }
        finally
        {
            root.DeleteIfNew();
        }
    }

    private static SafeFolder Make(string folder)
    {
        try
        {
            return SafeFolder.Make(folder);
        }
        catch (NadException e)
        {
            throw new NadException($"{e.Message} Name another folder with --download DIR.", e);
        }
    }

    private void Fetch(SafeFolder root)
    {
        FileDownload download = new(root, data.Page, stage, cancel);
        // What the user fetched by hand is his.
        OfficialArchive[] fetched = [.. data.Archives.Where(a => !root.HasFile(a.File))];
        List<FileStream> archives = [];
        try
        {
            // Held open until they are unpacked: what was hashed is what is unpacked.
            foreach (OfficialArchive archive in data.Archives)
                archives.Add(download.Fetch(new Uri(from ?? data.Base, archive.File), archive.File, archive.Md5));
            Unpack(root, archives);
        }
        finally
        {
            foreach (FileStream archive in archives) archive.Dispose();
        }

        foreach (OfficialArchive archive in fetched) root.Delete(archive.File);
    }

    // Under another name, so that a half-unpacked set is never taken for a whole one.
    private void Unpack(SafeFolder root, List<FileStream> archives)
    {
        string hidden = $".{data.Folder}.unpacking";
        using (SafeFolder unpacked = root.MakeFolder(hidden, isPrivate: true))
        {
            if (!unpacked.IsNew && unpacked.WhyNotOwn() is { } reason)
                throw new NadException($"{Printable.Of(unpacked.Path)} {reason}. Delete it, or name another folder with --download DIR.");
            using ArchiveUnpacker unpacker = new(unpacked, cancel);
            for (int i = 0; i < archives.Count; i++)
            {
                stage?.Invoke($"unpacking {data.Archives[i].File}");
                unpacker.Unpack(archives[i], data.Archives[i].File);
            }

            if (!unpacker.Has(data.Folder))
                throw new DamagedFileException(
                    $"{string.Join(", ", data.Archives.Select(a => a.File))} hold no folder {data.Folder}. "
                    + $"Get them by hand from {data.Page}.");
            unpacker.MoveFilesInto(data.Folder);
            unpacker.CheckNothingElse();
            unpacked.Rename(data.Folder, root, data.Folder);
        }

        root.DeleteFolder(hidden);
    }
}
