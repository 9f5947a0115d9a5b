namespace Nad.Experiments;

/// <summary>Makes the attestation of an erasure, and holds it against the manifest.</summary>
internal static class Attestations
{
    private const long LargestFile = 4 << 20;

    /// <summary>The statement as it is stored.</summary>
    /// <param name="manifest">Of the same run, over all files but the statement.</param>
    public static string Text(Manifest manifest) => StoredJson.Text(Of(manifest), AttestationJson.Default.Attestation);

    /// <summary>The statement that belongs to a manifest; the statement itself is no part of it.</summary>
    public static Attestation Of(Manifest manifest)
    {
        SortedDictionary<string, string> files = new(
            manifest.Outputs.Where(o => o.Key != Attestation.FileName).ToDictionary(o => o.Key, o => o.Value.Sha256),
            StringComparer.Ordinal);
        IEnumerable<AttestedSubject> before =
            manifest.Inputs.Where(i => i.Role == "model").Select(i => Subject(Attestation.Before + Path.GetFileName(i.Name), i.Sha256));
        IEnumerable<AttestedSubject> after =
            files.Where(f => f.Key.StartsWith("model.", StringComparison.Ordinal)).Select(f => Subject(f.Key, f.Value));
        SortedDictionary<string, string> clean =
            new(manifest.Inputs.Where(i => i.Images is not null).ToDictionary(i => i.Role, i => i.Sha256), StringComparer.Ordinal);
        return new Attestation(Attestation.Statement, [.. before, .. after], Attestation.Erasure, new ErasurePredicate(
            $"nad {manifest.Versions.Nad}", manifest.CreatedUtc, manifest.Identity.GetValueOrDefault("run.method", ""),
            NumberText.TryWhole(manifest.Identity.GetValueOrDefault("run.seed", ""), out long seed, out _) ? seed : 0,
            clean, manifest.Verdict, manifest.Identity, files));
    }

    /// <summary>Whether a statement, which may come from anybody, says what the manifest beside it says.</summary>
    /// <param name="path">The <c>attestation.json</c>.</param>
    /// <param name="manifest">The manifest.</param>
    /// <returns>What it says otherwise, in half a sentence; null for nothing.</returns>
    /// <exception cref="NadException">It is no statement.</exception>
    public static string? Difference(string path, Manifest manifest)
    {
        Attestation found = StoredJson.Read(
            RegularFile.ReadAll(path, "an attestation that nad wrote", LargestFile),
            AttestationJson.Default.Attestation,
            $"{Printable.Of(path)} is no attestation of an erasure",
            "Erase again, or check the folder without it.");
        Attestation told = Of(manifest);
        foreach (AttestedSubject subject in told.Subject)
        {
            if (found.Subject.FirstOrDefault(s => s.Name == subject.Name) is not { } same)
                return $"does not name {Printable.Of(subject.Name)}";
            if (same.Digest["sha256"] != subject.Digest["sha256"])
                return $"gives {Printable.Of(subject.Name)} another SHA-256 than the manifest";
        }

        if (found.Subject.Count != told.Subject.Count) return "names a model that the manifest does not know";
        return StoredJson.Text(found, AttestationJson.Default.Attestation) == StoredJson.Text(told, AttestationJson.Default.Attestation)
            ? null
            : "does not say what the manifest says";
    }

    private static AttestedSubject Subject(string name, string sha256) => new(name, new(StringComparer.Ordinal) { ["sha256"] = sha256 });
}
