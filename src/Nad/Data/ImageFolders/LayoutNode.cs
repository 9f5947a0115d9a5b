namespace Nad.Data;

/// <summary>A folder of a store with its sub-folders and images, hidden ones and files that are no images left out.</summary>
internal sealed class LayoutNode(string name)
{
    // Kinds that are not decoded are here too: such a file is an error to report, not one to overlook.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".ppm", ".pgm", ".pnm", ".pbm", ".pam", ".bmp", ".dib", ".gif", ".webp", ".tif", ".tiff", ".avif", ".heic", ".jp2",
    };

    internal string Name { get; } = name;

    /// <summary>The name, fit to print.</summary>
    internal string Shown => Printable.Of(Name);

    internal SortedList<string, LayoutNode> Folders { get; } = new(StringComparer.Ordinal);

    /// <summary>Images directly in the folder: name and index in the store.</summary>
    internal List<(string Name, int File)> Images { get; } = [];

    /// <summary>Images in the folder and everything below.</summary>
    internal int ImageCount { get; private set; }

    internal static LayoutNode Build(IImageStore store)
    {
        LayoutNode root = new("");
        foreach (string folder in store.Folders) root.Descend(folder.Split('/'), images: 0);
        for (int file = 0; file < store.Files.Count; file++)
        {
            string[] parts = store.Files[file].Split('/');
            if (!Extensions.Contains(Path.GetExtension(parts[^1])) || IsHidden(parts[^1])) continue;
            root.Descend(parts.AsSpan(..^1), images: 1)?.Images.Add((parts[^1], file));
        }

        return root;
    }

    /// <summary>Adds the images of the folder, then those of its sub-folders, each in ordinal order of their names.</summary>
    internal void CollectImages(List<int> files)
    {
        Images.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        files.AddRange(Images.Select(image => image.File));
        foreach (LayoutNode folder in Folders.Values) folder.CollectImages(files);
    }

    private LayoutNode? Descend(ReadOnlySpan<string> path, int images)
    {
        foreach (string part in path)
        {
            if (IsHidden(part)) return null;
        }

        LayoutNode node = this;
        node.ImageCount += images;
        foreach (string part in path)
        {
            if (!node.Folders.TryGetValue(part, out LayoutNode? next)) node.Folders.Add(part, next = new LayoutNode(part));
            next.ImageCount += images;
            node = next;
        }

        return node;
    }

    // Dot files, and the shadow folder that macOS adds to its archives.
    private static bool IsHidden(string part) => part.Length == 0 || part[0] == '.' || part == "__MACOSX";
}
