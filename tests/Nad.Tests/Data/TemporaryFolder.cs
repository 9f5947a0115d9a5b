using System.IO.Compression;

namespace Nad.Tests.Data;

/// <summary>A folder that a test fills; it is gone when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("nad-data-tests-").FullName;

    public string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Zip(string folder, CompressionLevel level = CompressionLevel.Optimal, bool includeFolder = false)
    {
        string path = System.IO.Path.Combine(Path, $"{Guid.NewGuid():N}.zip");
        ZipFile.CreateFromDirectory(System.IO.Path.Combine(Path, folder), path, level, includeFolder);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
