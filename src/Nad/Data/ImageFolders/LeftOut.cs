using System.Globalization;

namespace Nad.Data;

/// <summary>
/// Counts what lies in a store and is not used, so that nothing vanishes without a word: a sentence for each kind, with the number and the
/// first example.
/// </summary>
internal sealed class LeftOut
{
    private readonly SortedDictionary<LeftOutKind, (int Count, string First)> found = [];

    /// <summary>The sentences, printable.</summary>
    internal IEnumerable<string> Remarks => found.Select(f => Sentence(f.Key, f.Value.Count, Printable.Of(f.Value.First)));

    internal void Add(LeftOutKind kind, string name, int count = 1) =>
        found[kind] = found.TryGetValue(kind, out (int Count, string First) f) ? (f.Count + count, f.First) : (count, name);

    private static string Sentence(LeftOutKind kind, int count, string first)
    {
        string n = count.ToString("#,##0", CultureInfo.InvariantCulture);
        bool one = count == 1;
        string example = one ? $": {first}" : $", such as {first}";
        return kind switch
        {
            LeftOutKind.System => $"{n} hidden or system {(one ? "file or folder is" : "files and folders are")} passed over{example}.",
            LeftOutKind.NoExtension => $"{n} {(one ? "file without an extension is" : "files without an extension are")} left "
                + $"out{example}. An image needs one: png, jpg, ppm, pgm, bmp, webp, gif or tif.",
            LeftOutKind.OtherExtension =>
                (one ? $"{n} file that is no image by its extension is" : $"{n} files that are no images by their extension are")
                + $" left out{example}.",
            LeftOutKind.Outside =>
                $"{n} {(one ? "image that lies in no class folder is" : "images that lie in no class folder are")} left out{example}.",
            LeftOutKind.DeadLink => $"{n} {(one ? "link leads" : "links lead")} nowhere and {(one ? "is" : "are")} left out{example}.",
            LeftOutKind.DeadClass => (one
                    ? $"{n} class folder is a link that leads nowhere: it counts as a class"
                    : $"{n} class folders are links that lead nowhere: each counts as a class") + $" without images{example}.",
            LeftOutKind.TooDeep => $"{n} {(one ? "folder lies" : "folders lie")} too deep to be looked into{example}.",
            LeftOutKind.SubFolder => $"{n} {(one ? "image lies" : "images lie")} in sub-folders of class folders and "
                + $"{(one ? "counts" : "count")} for the class{example}.",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}
