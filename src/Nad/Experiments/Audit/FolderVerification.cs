using System.Security.Cryptography;

namespace Nad.Experiments;

/// <summary>What <c>nad verify</c> found: each file of a result folder against its manifest.</summary>
/// <param name="Folder">As it was given.</param>
/// <param name="ManifestSha256">SHA-256 of the manifest itself: note it elsewhere, and nobody can change both.</param>
/// <param name="Files">Every file of the manifest.</param>
/// <param name="Inputs">What was read, where it was asked for and can still be found.</param>
/// <param name="Unlisted">Files beside them that the manifest does not know; they do not count as wrong.</param>
/// <param name="Intact">Whether every file is as it was written.</param>
public sealed record FolderVerification(
    string Folder, string ManifestSha256, IReadOnlyList<VerifiedFile> Files, IReadOnlyList<VerifiedFile> Inputs, IReadOnlyList<string> Unlisted, bool Intact)
{
    /// <summary>Checks a folder.</summary>
    /// <param name="folder">With a <c>manifest.json</c>.</param>
    /// <param name="inputs">Whether the files that were read are checked too; images are not, their hash is over pixels.</param>
    /// <exception cref="NadException">There is no manifest, or it is none.</exception>
    public static FolderVerification Of(string folder, bool inputs)
    {
        (Manifest manifest, string hash) = ManifestReader.Read(Path.Combine(folder, Manifest.FileName));
        List<VerifiedFile> files = [.. manifest.Outputs.Select(o => Check(o.Key, Path.Combine(folder, o.Key), o.Value.Sha256))];
        List<VerifiedFile> read = !inputs ? [] : [.. manifest.Inputs.Where(i => i.Images is null).Select(i => Check(i.Role, Path.Combine(manifest.Directory, i.Name), i.Sha256))];
        string[] unlisted = [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Where(f => f != Manifest.FileName && !manifest.Outputs.ContainsKey(f)).Order(StringComparer.Ordinal)];
        return new FolderVerification(folder, hash, files, read, unlisted, files.Concat(read).All(f => f.State == FileState.Intact));
    }

    private static VerifiedFile Check(string name, string path, string expected)
    {
        if (!Path.Exists(path)) return new VerifiedFile(name, FileState.Missing, expected, null);
        try
        {
            using FileStream stream = new(RegularFile.Open(path, "the file that nad wrote"), FileAccess.Read);
            string found = Convert.ToHexStringLower(SHA256.HashData(stream));
            return new VerifiedFile(name, found == expected ? FileState.Intact : FileState.Changed, expected, found);
        }
        catch (Exception e) when (e is NadException or IOException or UnauthorizedAccessException)
        {
            return new VerifiedFile(name, FileState.Unreadable, expected, null);
        }
    }
}

/// <summary>One file, and how it compares with what the manifest says.</summary>
public sealed record VerifiedFile(string Name, FileState State, string Expected, string? Found);

/// <summary>How a file compares with its manifest.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<FileState>))]
public enum FileState
{
    /// <summary>The same bytes.</summary>
    Intact,

    /// <summary>Other bytes.</summary>
    Changed,

    /// <summary>Not there.</summary>
    Missing,

    /// <summary>There, but it cannot be read.</summary>
    Unreadable,
}
