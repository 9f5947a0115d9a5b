using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>One run of a batch: a model with one choice of every option.</summary>
/// <param name="Row">Its line of the list.</param>
/// <param name="Name">What it is called; runs of one row share it.</param>
/// <param name="Options">Every option, those of all rows too, in ordinal order of the names.</param>
public sealed record BatchRun(BatchRow Row, string Name, IReadOnlyList<(string Option, string Value)> Options)
{
    private const int LongestName = 60;

    /// <summary>The value of an option; null where it is not given.</summary>
    public string? Option(string name) => Options.FirstOrDefault(o => o.Option == name).Value;

    /// <summary>
    /// The command line without what the batch adds. Values are attached to their options, so that none is taken for another word.
    /// </summary>
    /// <param name="what">The command.</param>
    public string[] Words(BatchDo what)
    {
        ArgumentNullException.ThrowIfNull(what);
        // A model that is an argument stands behind --: it is not taken for an option.
        return
        [
            what.Command,
            .. what.ModelOption is { } o ? [$"--{o}={Row.Model}"] : Array.Empty<string>(),
            .. Options.Select(o => $"--{o.Option}={o.Value}"),
            .. what.ModelOption is null ? ["--", Row.Model] : Array.Empty<string>()
        ];
    }

    /// <summary>
    /// What determines the result: the words, and of each file and folder that they name how long it is and when it was last changed.
    /// </summary>
    /// <param name="what">The command.</param>
    /// <param name="stamps">Those that were looked at before, by path.</param>
    internal JsonObject Key(BatchDo what, Dictionary<string, string> stamps)
    {
        JsonObject files = [];
        foreach (string place in Options.Select(o => o.Value)
            .Prepend(Row.Model)
            .SelectMany(Places)
            .Distinct(StringComparer.Ordinal)
            .Where(Path.Exists))
        {
            if (!stamps.TryGetValue(place, out string? stamp)) stamps[place] = stamp = Stamp(place);
            files[place] = stamp;
        }

        return new JsonObject { ["words"] = new JsonArray([.. Words(what).Select(w => (JsonNode)w)]), ["files"] = files };
    }

    /// <summary>Name of the folder of a run: readable, and its own.</summary>
    internal static string Folder(string name, string cell)
    {
        string plain =
            string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-')).TrimStart('.', '-');
        return $"{(plain.Length <= LongestName ? plain : plain[..LongestName])}-{cell[^8..]}";
    }

    // A path, KIND:PATH, PATH#ENTRY and PATH@SIZE.
    private static IEnumerable<string> Places(string word)
    {
        foreach (string whole in (string[])[word, word[(word.IndexOf(':', StringComparison.Ordinal) + 1)..]])
        {
            yield return whole;
            if (whole.LastIndexOfAny(['#', '@']) is > 0 and int end) yield return whole[..end];
        }
    }

    private static string Stamp(string path)
    {
        if (!Directory.Exists(path)) return One(new FileInfo(path));
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        DirectoryInfo root = new(path);
        foreach (FileInfo file in root
            .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .OrderBy(f => f.FullName, StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{Path.GetRelativePath(path, file.FullName)} {One(file)}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];

        static string One(FileInfo file) =>
            string.Create(CultureInfo.InvariantCulture, $"{(file.Exists ? file.Length : 0)} bytes, {file.LastWriteTimeUtc:O}");
    }
}
