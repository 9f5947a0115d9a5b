namespace Nad.Data;

/// <summary>A folder or an archive, as a list of names and a way to read the files.</summary>
internal interface IImageStore
{
    /// <summary>Where the store is, for messages.</summary>
    string Path { get; }

    /// <summary>Relative names of all files, with forward slashes, in no particular order.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>Relative names of the folders, with forward slashes; those on the way to a file may be missing.</summary>
    IReadOnlyList<string> Folders { get; }

    /// <summary>Relative names of links that lead nowhere.</summary>
    IReadOnlyList<string> DeadLinks => [];

    /// <summary>Relative names of folders that are not looked into, because they lie too deep.</summary>
    IReadOnlyList<string> TooDeep => [];

    /// <summary>Opens the store for reading.</summary>
    IImageReader Open();
}
