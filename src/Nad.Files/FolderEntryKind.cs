namespace Nad.Files;

/// <summary>What a name in a folder leads to, links followed.</summary>
public enum FolderEntryKind
{
    /// <summary>A file, or anything else that is no folder.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A link that leads to nothing, or in a circle.</summary>
    DeadLink,
}
