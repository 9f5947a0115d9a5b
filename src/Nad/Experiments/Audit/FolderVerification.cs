using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Nad.Experiments;

/// <summary>What <c>nad verify</c> found: each file of a result folder against its manifest.</summary>
/// <param name="Folder">As it was given.</param>
/// <param name="ManifestSha256">SHA-256 of the manifest itself: note it elsewhere, and nobody can change both.</param>
/// <param name="Files">Every file of the manifest.</param>
/// <param name="Inputs">What was read, where it was asked for and can still be found.</param>
/// <param name="Unlisted">Files beside them that the manifest does not know; they do not count as wrong.</param>
/// <param name="Attestation">
/// What the attestation says otherwise than the manifest, in half a sentence; null where it says the same, and where there is none.
/// </param>
/// <param name="Intact">Whether every file is as it was written, and the attestation says the same.</param>
public sealed record FolderVerification(
    string Folder, string ManifestSha256, IReadOnlyList<VerifiedFile> Files, IReadOnlyList<VerifiedFile> Inputs,
    IReadOnlyList<string> Unlisted, string? Attestation, bool Intact)
{
    // What this program reads and writes fits into memory at once.
    private const long LargestFile = int.MaxValue;

    /// <summary>Checks a folder.</summary>
    /// <param name="folder">With a <c>manifest.json</c>.</param>
    /// <param name="inputs">Whether the files that were read are checked too; images are not, their hash is over pixels.</param>
    /// <exception cref="NadException">There is no manifest, or it is none.</exception>
    public static FolderVerification Of(string folder, bool inputs)
    {
        (Manifest manifest, string hash) = ManifestReader.Read(Path.Combine(folder, Manifest.FileName));
        List<VerifiedFile> files =
            [.. manifest.Outputs.Select(o => Check(o.Key, Path.Combine(folder, o.Key), o.Value.Sha256, o.Value.Bytes))];
        List<VerifiedFile> read = !inputs
            ? []
            : [.. manifest.Inputs
                .Where(i => i.Images is null)
                .Select(i => Check(i.Role, Path.Combine(manifest.Directory, i.Name), i.Sha256, i.Bytes))];
        string[] unlisted = [.. Directory.EnumerateFiles(folder)
            .Select(f => Path.GetFileName(f))
            .Where(f => f != Manifest.FileName && !manifest.Outputs.ContainsKey(f))
            .Order(StringComparer.Ordinal)];
        string? otherwise = files.Any(f => f.Name == Experiments.Attestation.FileName && f.State == FileState.Intact)
            ? Attestations.Difference(Path.Combine(folder, Experiments.Attestation.FileName), manifest)
            : null;
        return new FolderVerification(
            folder, hash, files, read, unlisted, otherwise, otherwise is null && files.Concat(read).All(f => f.State == FileState.Intact));
    }

    // A manifest may name any file of the reader. Only one of the right length is read, and no further than the system says that it goes
    // (some that pass for regular files never end); what another file hashes to is nobody's business.
    private static VerifiedFile Check(string name, string path, string expected, long? bytes)
    {
        if (!Path.Exists(path)) return new VerifiedFile(name, FileState.Missing, expected, null);
        try
        {
            using SafeFileHandle file = RegularFile.Open(path, "the file that nad wrote");
            long length = RandomAccess.GetLength(file);
            if ((bytes ?? length) != length) return new VerifiedFile(name, FileState.Changed, expected, null);
            if (length > LargestFile) return new VerifiedFile(name, FileState.Unreadable, expected, null);
            string found = Hash(file, length);
            return found == expected
                ? new VerifiedFile(name, FileState.Intact, expected, found)
                : new VerifiedFile(name, FileState.Changed, expected, null);
        }
        catch (Exception e) when (e is NadException or IOException or UnauthorizedAccessException)
        {
            return new VerifiedFile(name, FileState.Unreadable, expected, null);
        }
    }

    private static string Hash(SafeFileHandle file, long length)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[Math.Min(length, 1 << 20)];
        for (long at = 0; at < length;)
        {
            int read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - at)), at);
            if (read == 0) break;
            hash.AppendData(buffer, 0, read);
            at += read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>One file, and how it compares with what the manifest says.</summary>
/// <param name="Name">Its name, or what it was used as.</param>
/// <param name="State">How it compares.</param>
/// <param name="Expected">SHA-256 in the manifest.</param>
/// <param name="Found">
/// SHA-256 of the file where it is the same; null where it is another: a manifest from a stranger must not have any file of the reader
/// hashed.
/// </param>
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
