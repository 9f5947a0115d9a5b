namespace Nad.Data;

/// <summary>A folder of a store with its sub-folders and images; what is hidden or no image is left out and counted.</summary>
internal sealed class LayoutNode(string name, string place)
{
    // Kinds that are not decoded are here too: such a file is an error to report, not one to overlook.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".ppm", ".pgm", ".pnm", ".pbm", ".pam", ".bmp", ".dib", ".gif", ".webp", ".tif", ".tiff",
        ".avif", ".heic", ".jp2",
    };

    private readonly Dictionary<string, LayoutNode> byKey = new(StringComparer.Ordinal);

    internal string Name { get; } = name;

    /// <summary>Relative name in the store, ending in a slash; empty for its root.</summary>
    internal string Place { get; } = place;

    /// <summary>The name, fit to print.</summary>
    internal string Shown => Printable.Of(Name);

    /// <summary>
    /// In ordinal order of the names. Names that differ in their Unicode form alone (<see cref="UnicodeForm"/>) are one folder.
    /// </summary>
    internal IReadOnlyList<LayoutNode> Folders => [.. byKey.Values.OrderBy(node => node.Name, StringComparer.Ordinal)];

    /// <summary>Those with an image in them or below.</summary>
    internal IReadOnlyList<LayoutNode> Live => [.. Folders.Where(node => node.ImageCount > 0)];

    /// <summary>Names of the folders in one Unicode form.</summary>
    internal IReadOnlyCollection<string> Keys => byKey.Keys;

    /// <summary>Images directly in the folder: name and index in the store.</summary>
    internal List<(string Name, int File)> Images { get; } = [];

    /// <summary>Links that lead nowhere, directly in the folder.</summary>
    internal List<string> DeadLinks { get; } = [];

    /// <summary>Images in the folder and everything below.</summary>
    internal int ImageCount { get; private set; }

    internal static LayoutNode Build(IImageStore store, LeftOut left)
    {
        LayoutNode root = new("", "");
        foreach (string folder in store.Folders.Order(StringComparer.Ordinal)) root.Descend(folder.Split('/'), images: 0, left, folder);
        foreach (int file in Enumerable.Range(0, store.Files.Count).OrderBy(i => store.Files[i], StringComparer.Ordinal))
        {
            string whole = store.Files[file];
            string[] parts = whole.Split('/');
            string extension = Path.GetExtension(parts[^1]);
            if (SystemNames.Contain(parts[^1])) left.Add(LeftOutKind.System, whole);
            else if (!Extensions.Contains(extension))
                left.Add(extension.Length < 2 ? LeftOutKind.NoExtension : LeftOutKind.OtherExtension, whole);
            else root.Descend(parts.AsSpan(..^1), images: 1, left, whole)?.Images.Add((parts[^1], file));
        }

        foreach (string link in store.DeadLinks)
        {
            string[] parts = link.Split('/');
            if (SystemNames.Contain(parts[^1])) left.Add(LeftOutKind.System, link);
            else root.Descend(parts.AsSpan(..^1), images: 0, left, link)?.DeadLinks.Add(parts[^1]);
        }

        foreach (string folder in store.TooDeep) left.Add(LeftOutKind.TooDeep, folder);
        return root;
    }

    /// <summary>The folder of that name in any Unicode form; null where there is none.</summary>
    internal LayoutNode? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>A folder without images; where it is there already, that.</summary>
    internal LayoutNode Child(string childName)
    {
        string key = UnicodeForm.KeyOf(childName);
        if (!byKey.TryGetValue(key, out LayoutNode? child)) byKey.Add(key, child = new LayoutNode(childName, $"{Place}{childName}/"));
        return child;
    }

    /// <summary>
    /// The folder that holds the class folders: this one, or the first below with more than one folder of images, where each on the way
    /// holds nothing but the next.
    /// </summary>
    internal LayoutNode Inner()
    {
        LayoutNode node = this;
        while (node.Live is [var only] && node.Images.Count == 0) node = only;
        return node.Live.Count > 1 ? node : this;
    }

    /// <summary>Adds the images of the folder, then those of its sub-folders, each in ordinal order of their names.</summary>
    internal void CollectImages(List<int> files)
    {
        files.AddRange(Images.OrderBy(image => image.Name, StringComparer.Ordinal).Select(image => image.File));
        foreach (LayoutNode folder in Folders) folder.CollectImages(files);
    }

    private LayoutNode? Descend(ReadOnlySpan<string> path, int images, LeftOut left, string whole)
    {
        foreach (string part in path)
        {
            if (!SystemNames.Contain(part)) continue;
            left.Add(LeftOutKind.System, whole);
            return null;
        }

        LayoutNode node = this;
        node.ImageCount += images;
        foreach (string part in path)
        {
            node = node.Child(part);
            node.ImageCount += images;
        }

        return node;
    }
}
