using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>
/// An earlier result of this program in an output folder, known by its <c>manifest.json</c>, or by a mark such as <c>result.json</c> that
/// names the files beside it.
/// </summary>
public sealed record FormerResult
{
    private const long LargestMark = 64 << 20;

    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>What it is, in words: "the finished result of nad erase, written 2026-11-29 12:00 UTC".</summary>
    public required string What { get; init; }

    /// <summary>SHA-256 of each file that was written, by name.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>The files that say that a result is complete; they go first where it is replaced.</summary>
    public required IReadOnlyList<string> Marks { get; init; }

    /// <summary>Whether it only says why a run failed.</summary>
    public bool IsFailed { get; init; }

    /// <summary>The manifest, of a run that has one.</summary>
    public Manifest? Manifest { get; init; }

    /// <summary>Finds the result of <c>nad erase</c>, <c>nad attack</c> or <c>nad demo</c> in a folder.</summary>
    /// <returns>Null where there is none, or none that can be told from a stranger's files.</returns>
    public static FormerResult? OfRun(string folder) => OfManifest(folder) ?? Marked(folder, "result.json");

    /// <summary>Finds a result by a file that names this program's version and, by their hashes, the files beside it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="mark">Name of that file.</param>
    /// <returns>Null where there is none.</returns>
    public static FormerResult? Marked(string folder, string mark)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string path = Path.Combine(folder, mark);
        try
        {
            if (FilePlace.At(path) is null) return null;
            byte[] bytes = RegularFile.ReadAll(path, "a result that nad wrote", LargestMark);
            JsonObject json = StoredJson.ReadObject(bytes, $"{Printable.Of(path)} holds no result of nad");
            if (json["versions"] is not JsonObject versions || versions["nad"] is not JsonValue || json["files"] is not JsonObject named)
                return null;
            Dictionary<string, string> files = new(StringComparer.Ordinal) { [mark] = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
            foreach ((string name, JsonNode? hash) in named)
            {
                if (!IsPlain(name) || hash is not JsonValue value || !value.TryGetValue(out string? text)) return null;
                files[name] = text;
            }

            bool failed = json["failed"] is not null;
            return new FormerResult
            {
                Folder = folder,
                What = failed ? "what a failed run left" : $"a finished result of nad {Printable.Of(ResultKind.Of(json) ?? "", 20)}",
                Files = files,
                Marks = [mark],
                IsFailed = failed
            };
        }
        catch (NadException)
        {
            return null;
        }
    }

    /// <summary>
    /// The same with no other files than those of the given names, in which a <c>*</c> and a <c>?</c> stand for other characters.
    /// </summary>
    public FormerResult Only(IReadOnlyList<string> names) => this with
    {
        Files = Files.Where(f => names.Any(n => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(n, f.Key, ignoreCase: false)))
            .ToDictionary(StringComparer.Ordinal),
    };

    /// <summary>Makes sure that no file was changed since: such a file is somebody else's work.</summary>
    /// <exception cref="NadException">One was.</exception>
    public void CheckUnchanged()
    {
        foreach ((string name, string hash) in Files)
        {
            string path = Path.Combine(Folder, name);
            if (FilePlace.At(path) is null) continue;
            if (HashOf(path) != hash)
                throw new NadException(
                    $"{Printable.Of(path)} was changed after nad wrote it, so nothing is written over it. "
                    + "Move it away, or name another folder with --out.");
        }
    }

    /// <summary>The files that are there, in words, for the user who replaces them.</summary>
    public string Listed() =>
        string.Join(
            ", ",
            Files.Keys.Where(n => FilePlace.At(Path.Combine(Folder, n)) is not null)
                .Order(StringComparer.Ordinal)
                .Select(n => Printable.Of(n)));

    /// <summary>Removes the files, those first that say that the result is complete; others than those listed stay.</summary>
    /// <param name="folder">The same folder, open.</param>
    /// <exception cref="NadException">One cannot be removed.</exception>
    public void Remove(SafeFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        foreach (string name in Marks.Concat(Files.Keys.Except(Marks))) folder.Delete(name);
    }

    /// <summary>SHA-256 of files that were just written, for the mark that is written last.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="names">Their names.</param>
    /// <exception cref="NadException">One cannot be read.</exception>
    internal static SortedDictionary<string, string> Hashes(SafeFolder folder, IEnumerable<string> names) => new(
        names.ToDictionary(
            n => n,
            n => Convert.ToHexStringLower(SHA256.HashData(
                folder.Read(n, int.MaxValue)
                ?? throw new NadException($"{Printable.Of(Path.Combine(folder.Path, n))} is gone: somebody removed it.")))),
        StringComparer.Ordinal);

    /// <summary>Whether a name is that of a file beside the mark, and leads nowhere else.</summary>
    internal static bool IsPlain(string name) =>
        name.Length > 0 && name is not ("." or "..") && Path.GetFileName(name) == name && !name.Contains('\\', StringComparison.Ordinal)
        && !name.Contains('\0', StringComparison.Ordinal);

    private static FormerResult? OfManifest(string folder)
    {
        string path = Path.Combine(folder, Manifest.FileName);
        try
        {
            if (FilePlace.At(path) is null) return null;
            (Manifest manifest, string hash) = ManifestReader.Read(path);
            Dictionary<string, string> files = manifest.Outputs.ToDictionary(o => o.Key, o => o.Value.Sha256, StringComparer.Ordinal);
            files[Manifest.FileName] = hash;
            string command = manifest.Identity.GetValueOrDefault("command", "run");
            string when = manifest.CreatedUtc.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            return new FormerResult
            {
                Folder = folder,
                What = $"the finished result of nad {Printable.Of(command, 20)}, written {when} UTC",
                Files = files,
                Marks = ["result.json", Manifest.FileName],
                Manifest = manifest
            };
        }
        catch (NadException)
        {
            return null;
        }
    }

    internal static string HashOf(string path)
    {
        using FileStream stream = new(RegularFile.Open(path, "the file that nad wrote"), FileAccess.Read);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
