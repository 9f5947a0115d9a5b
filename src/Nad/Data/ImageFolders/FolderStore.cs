using Microsoft.Win32.SafeHandles;

namespace Nad.Data;

/// <summary>A folder on disk and everything below it.</summary>
internal sealed class FolderStore : IImageStore
{
    // split / class / a few levels of the user's own; also stops at links that lead in a circle
    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, MaxRecursionDepth = 8, AttributesToSkip = 0, IgnoreInaccessible = false };

    internal FolderStore(string path)
    {
        Path = path;
        List<string> files = [], folders = [];
        try
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(path).EnumerateFileSystemInfos("*", Below))
            {
                string name = System.IO.Path.GetRelativePath(path, entry.FullName).Replace(System.IO.Path.DirectorySeparatorChar, '/');
                (entry is DirectoryInfo ? folders : files).Add(name);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"the folder {path} cannot be listed: {e.Message}", e);
        }

        Files = files;
        Folders = folders;
    }

    public string Path { get; }

    public IReadOnlyList<string> Files { get; }

    public IReadOnlyList<string> Folders { get; }

    public IImageReader Open() => new Reader(this);

    private sealed class Reader(FolderStore store) : IImageReader
    {
        public ReadOnlySpan<byte> Read(int file, ReadBuffer buffer)
        {
            string path = System.IO.Path.Combine(store.Path, store.Files[file]);
            using SafeFileHandle handle = DataFile.Open(path);
            long length = RandomAccess.GetLength(handle);
            if (length > ReadBuffer.MaxFileBytes) throw new UnsupportedInputException($"{path}: {length} bytes are more than an image of a data set may have ({ReadBuffer.MaxFileBytes}).");

            Span<byte> content = buffer.Content((int)length);
            DataFile.ReadExactly(handle, content, 0, path);
            return content;
        }

        public void Dispose()
        {
        }
    }
}
