using System.Security.Cryptography;

namespace Nad.Experiments;

/// <summary>Reads a manifest, which may come from anybody.</summary>
public static class ManifestReader
{
    // The manifests written here have 5 to 20 kB.
    private const long LargestFile = 4 << 20;

    /// <summary>Reads and checks it.</summary>
    /// <param name="path">A <c>manifest.json</c>.</param>
    /// <returns>The manifest, and the SHA-256 of the file.</returns>
    /// <exception cref="NadException">It is missing, unreadable, too large, or no manifest.</exception>
    public static (Manifest Manifest, string Sha256) Read(string path)
    {
        string shown = Printable.Of(path);
        byte[] bytes = RegularFile.ReadAll(path, "a manifest that nad wrote", LargestFile);
        Manifest manifest = StoredJson.Read(
            bytes,
            AuditJson.Default.Manifest,
            $"{shown} is no manifest of a run",
            "Name the manifest.json that nad erase or nad attack wrote.");
        if (manifest.Format != 1)
            throw new UnsupportedInputException(
                $"{shown} is of format {manifest.Format}; format 1 is read. It was written by another version of this program.");
        foreach (string name in manifest.Outputs.Keys)
        {
            // A name that leads elsewhere would have any file of the reader hashed, or compared.
            if (name.Length == 0 || Path.GetFileName(name) != name || name is "." or ".." || name.Contains('\\', StringComparison.Ordinal)
                || name.Contains('\0', StringComparison.Ordinal))
            {
                throw new RefusedFileException($"Refused: {shown} names the file {Printable.Of(name)}, which does not lie beside it.");
            }
        }

        return (manifest, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
