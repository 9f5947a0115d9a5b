using Microsoft.Win32.SafeHandles;

namespace Nad.Data;

/// <summary>A folder on disk and everything below it.</summary>
internal sealed class FolderStore : IImageStore
{
    // split / class / a few levels of the user's own
    private const int DeepestFolder = 8;

    // A class folder may be a link; links between many folders could make a few of them look like millions.
    private const int MostLinks = 1000;

    private int links;

    internal FolderStore(string path)
    {
        Path = path;
        List<string> files = [], folders = [];
        try
        {
            List(new DirectoryInfo(path), "", 0, files, folders);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"The folder {Printable.Of(path)} cannot be listed: {AtomicFile.Reason(e)}.", e);
        }

        Files = files;
        Folders = folders;
    }

    public string Path { get; }

    public IReadOnlyList<string> Files { get; }

    public IReadOnlyList<string> Folders { get; }

    public IImageReader Open() => new Reader(this);

    private void List(DirectoryInfo folder, string prefix, int depth, List<string> files, List<string> folders)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos())
        {
            string name = prefix + entry.Name;
            if (entry is not DirectoryInfo below)
            {
                files.Add(name);
                continue;
            }

            folders.Add(name);
            if (below.LinkTarget is not null) CheckLink(below);
            if (depth < DeepestFolder) List(below, name + "/", depth + 1, files, folders);
        }
    }

    private void CheckLink(DirectoryInfo link)
    {
        string target = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName.TrimEnd('/') + "/";
        if ((link.FullName + "/").StartsWith(target, StringComparison.Ordinal))
            throw new NadException($"The folder {Printable.Of(link.FullName)} is a link that leads back to {Printable.Of(target)}, so its images would be counted again and again. Remove it.");
        if (++links > MostLinks) throw new NadException($"{Printable.Of(Path)} leads through more than {MostLinks} links to folders. Name a folder that holds the images themselves.");
    }

    private sealed class Reader(FolderStore store) : IImageReader
    {
        public ReadOnlySpan<byte> Read(int file, ReadBuffer buffer)
        {
            string path = System.IO.Path.Combine(store.Path, store.Files[file]);
            using SafeFileHandle handle = DataFile.Open(path);
            FileStamp before = FileStamp.Of(handle);
            if (before.Length > ReadBuffer.MaxFileBytes) throw new UnsupportedInputException($"{Printable.Of(path)}: {before.Length} bytes are more than an image of a data set may have ({ReadBuffer.MaxFileBytes}).");

            Span<byte> content = buffer.Content((int)before.Length);
            DataFile.ReadExactly(handle, content, 0, Printable.Of(path));
            return FileStamp.Of(handle) == before ? content : throw RegularFile.Changed(path);
        }

        public void Dispose()
        {
        }
    }
}
