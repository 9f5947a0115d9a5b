using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>What <c>nad replay</c> found: the run of a manifest, done again, against the first time.</summary>
/// <param name="Differences">
/// What decides the bits and was not the same, such as another version or processor: name, first, now. Empty where all was the same.
/// </param>
/// <param name="Files">
/// Every file that the same run gives again, with its hash then and now; <c>result.json</c> is compared without its times.
/// </param>
/// <param name="Same">Whether every file is the same, bit for bit.</param>
public sealed record ReplayComparison(IReadOnlyList<IdentityDifference> Differences, IReadOnlyList<VerifiedFile> Files, bool Same)
{
    /// <summary>Compares two result folders.</summary>
    /// <param name="first">Manifest of the first run.</param>
    /// <param name="firstFolder">Where its files are, for <c>result.json</c>; it may be gone.</param>
    /// <param name="againFolder">Result folder of the second run.</param>
    /// <exception cref="NadException">The second run left no manifest.</exception>
    public static ReplayComparison Of(Manifest first, string firstFolder, string againFolder)
    {
        ArgumentNullException.ThrowIfNull(first);
        (Manifest again, _) = ManifestReader.Read(Path.Combine(againFolder, Manifest.FileName));
        List<IdentityDifference> differences =
        [.. first.Identity.Keys.Union(again.Identity.Keys).Order(StringComparer.Ordinal)
            .Select(
                k =>
                    new IdentityDifference(k, first.Identity.GetValueOrDefault(k, "absent"), again.Identity.GetValueOrDefault(k, "absent")))
            .Where(d => d.First != d.Now)];
        List<VerifiedFile> files = [.. first.Outputs
            .Where(o => o.Value.Reproducible)
            .Select(o => Compare(o.Key, o.Value.Sha256, again.Outputs.GetValueOrDefault(o.Key)?.Sha256))];
        string? result = Timeless(firstFolder, first);
        if (result is not null) files.Add(Compare("result.json", result, Timeless(againFolder, again)));
        return new ReplayComparison(differences, files, files.All(f => f.State == FileState.Intact));
    }

    private static VerifiedFile Compare(string name, string expected, string? found) =>
        new(name, found is null ? FileState.Missing : found == expected ? FileState.Intact : FileState.Changed, expected, found);

    // SHA-256 of the measured part of result.json; null where the file is gone or is not the one of the manifest.
    private static string? Timeless(string folder, Manifest manifest)
    {
        string path = Path.Combine(folder, "result.json");
        if (!File.Exists(path) || !manifest.Outputs.TryGetValue("result.json", out ManifestOutput? output)) return null;
        byte[] bytes = RegularFile.ReadAll(path, "a result that nad wrote", 1 << 30);
        if (Hash(bytes) != output.Sha256) return null;
        JsonObject result = StoredJson.ReadObject(bytes, $"{Printable.Of(path)} holds no result of nad");
        foreach (string timed in (string[])["seconds", "files", "command", "versions"]) result.Remove(timed);
        return Hash(System.Text.Encoding.UTF8.GetBytes(result.ToJsonString()));
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
}

/// <summary>Something that decides the bits, and differs.</summary>
public sealed record IdentityDifference(string Name, string First, string Now);
