using Microsoft.Win32.SafeHandles;

namespace Nad.Data;

/// <summary>A folder on disk and everything below it.</summary>
internal sealed class FolderStore : IImageStore
{
    // As in an archive: each level costs memory and a call, and no data set nests like this.
    private const int DeepestFolder = 32;

    // A class folder may be a link; links between many folders could make a few of them look like millions.
    private const int MostLinks = 1000;

    private readonly List<string> files = [], folders = [], deadLinks = [], tooDeep = [];
    private readonly Stack<(string Path, FilePlace Place)> above = [];
    private int links;

    /// <exception cref="NadException">It, or a folder in it, cannot be listed.</exception>
    internal FolderStore(string path)
    {
        Path = path;
        List(path, "", 0);
    }

    public string Path { get; }

    public IReadOnlyList<string> Files => files;

    public IReadOnlyList<string> Folders => folders;

    public IReadOnlyList<string> DeadLinks => deadLinks;

    public IReadOnlyList<string> TooDeep => tooDeep;

    public IImageReader Open() => new Reader(this);

    private void List(string folder, string prefix, int depth)
    {
        above.Push((folder, FilePlace.At(folder) ?? throw new NadException($"The folder {Printable.Of(folder)} is no longer there.")));
        foreach (FolderEntry entry in FolderListing.Of(folder))
        {
            string name = prefix + entry.Name;
            (entry.Kind switch { FolderEntryKind.Folder => folders, FolderEntryKind.DeadLink => deadLinks, _ => files }).Add(name);
            if (entry.Kind != FolderEntryKind.Folder || SystemNames.Contain(entry.Name)) continue;
            if (depth == DeepestFolder)
            {
                tooDeep.Add(name);
                continue;
            }

            string below = System.IO.Path.Combine(folder, entry.Name);
            if (entry.IsLink) CheckLink(below);
            List(below, name + "/", depth + 1);
        }

        above.Pop();
    }

    private void CheckLink(string link)
    {
        FilePlace? target = FilePlace.At(link);
        if (above.FirstOrDefault(a => a.Place == target) is { Path: { } back })
            throw new NadException(
                $"The folder {Printable.Of(link)} is a link that leads back to {Printable.Of(back)}, so its images would be counted again "
                + "and again. Remove it.");
        if (++links > MostLinks)
            throw new NadException(
                $"{Printable.Of(Path)} leads through more than {MostLinks} links to folders. "
                + "Name a folder that holds the images themselves.");
    }

    private sealed class Reader(FolderStore store) : IImageReader
    {
        public ReadOnlySpan<byte> Read(int file, ReadBuffer buffer)
        {
            string path = System.IO.Path.Combine(store.Path, store.Files[file]);
            using SafeFileHandle handle = DataFile.Open(path);
            FileStamp before = FileStamp.Of(handle);
            if (before.Length > ReadBuffer.MaxFileBytes)
                throw new UnsupportedInputException(
                    $"{Printable.Of(path)}: "
                    + $"{before.Length} bytes are more than an image of a data set may have ({ReadBuffer.MaxFileBytes}).");

            Span<byte> content = buffer.Content((int)before.Length);
            DataFile.ReadExactly(handle, content, 0, Printable.Of(path));
            return FileStamp.Of(handle) == before ? content : throw RegularFile.Changed(path);
        }

        public void Dispose()
        {
        }
    }
}
