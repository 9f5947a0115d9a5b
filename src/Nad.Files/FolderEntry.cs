namespace Nad.Files;

/// <summary>One name in a folder.</summary>
/// <param name="Name">As <see cref="FileNameBytes"/> reads it; never <c>.</c> or <c>..</c>.</param>
/// <param name="Kind">What it leads to.</param>
/// <param name="IsLink">Whether it is a symbolic link.</param>
public readonly record struct FolderEntry(string Name, FolderEntryKind Kind, bool IsLink);
