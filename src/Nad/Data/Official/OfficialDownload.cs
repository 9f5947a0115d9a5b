using System.Formats.Tar;
using System.IO.Compression;

namespace Nad.Data;

/// <summary>Fetches the files of an official data set, checks them, and unpacks them beside each other.</summary>
/// <param name="data">What.</param>
/// <param name="from">Address of a mirror that the names of the files are appended to; null for the official one. Checksums are the same.</param>
/// <param name="stage">Told in a few words what happens now; null where nobody listens.</param>
/// <param name="cancel">Ends it early; what was fetched is kept and continued by the next call.</param>
public sealed class OfficialDownload(OfficialData data, Uri? from, Action<string>? stage, CancellationToken cancel)
{
    /// <summary>Fetches what is missing in a folder, unpacks it there and removes the archives.</summary>
    /// <param name="folder">Made where it does not exist.</param>
    /// <returns>The SPEC of the data.</returns>
    /// <exception cref="NadException">The folder cannot be written, the data is there already, the server cannot be reached, or a checksum is wrong.</exception>
    public string Fetch(string folder)
    {
        string target = Path.Combine(folder, data.Folder), unpacked = Path.Combine(folder, $".{data.Folder}.unpacking");
        if (Path.Exists(target)) throw new NadException($"{target} is there already. Use {data.Kind}:{target}, or move it away to fetch it anew.");
        try
        {
            Directory.CreateDirectory(folder);
            FileDownload download = new(data.Page, stage, cancel);
            // What the user fetched by hand is his.
            OfficialArchive[] fetched = [.. data.Archives.Where(a => !File.Exists(Path.Combine(folder, a.File)))];
            foreach (OfficialArchive archive in data.Archives) download.Fetch(new Uri(from ?? data.Base, archive.File), Path.Combine(folder, archive.File), archive.Md5);

            // Unpacked under another name, so that a half-unpacked set is never taken for a whole one.
            if (Directory.Exists(unpacked)) Directory.Delete(unpacked, recursive: true);
            Directory.CreateDirectory(unpacked);
            foreach (OfficialArchive archive in data.Archives)
            {
                cancel.ThrowIfCancellationRequested();
                stage?.Invoke($"unpacking {archive.File}");
                Unpack(Path.Combine(folder, archive.File), unpacked);
            }

            string made = Path.Combine(unpacked, data.Folder);
            if (!Directory.Exists(made)) throw new DamagedFileException($"{string.Join(", ", data.Archives.Select(a => a.File))} hold no folder {data.Folder}. Get them by hand from {data.Page}.");
            // A file beside the folder, such as the labels of GTSRB's test images, goes into it.
            foreach (string file in Directory.GetFiles(unpacked)) File.Move(file, Path.Combine(made, Path.GetFileName(file)));
            Directory.Move(made, target);
            Directory.Delete(unpacked, recursive: true);
            foreach (OfficialArchive archive in fetched) File.Delete(Path.Combine(folder, archive.File));
            return $"{data.Kind}:{target}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"{folder} cannot be written: {e.Message} Name another folder with --download DIR.", e);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new DamagedFileException($"The archives of {data.Name} in {folder} cannot be unpacked: {e.Message}", e);
        }
    }

    // Both refuse entries that lead out of the folder.
    private static void Unpack(string archive, string folder)
    {
        if (archive.EndsWith(".zip", StringComparison.Ordinal))
        {
            ZipFile.ExtractToDirectory(archive, folder);
            return;
        }

        using FileStream file = File.OpenRead(archive);
        using GZipStream tar = new(file, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(tar, folder, overwriteFiles: false);
    }
}
