namespace Nad.Reporting;

/// <summary>A file that a run read or wrote.</summary>
/// <param name="Name">Name or path, as the reader should see it.</param>
/// <param name="Role">What it is, such as <c>given model</c> or <c>erased model</c>.</param>
/// <param name="Sha256">Its SHA-256 in hexadecimal; null where it was not computed.</param>
/// <param name="Bytes">Its length in bytes; null where it is not known.</param>
public sealed record FileEntry(string Name, string Role, string? Sha256 = null, long? Bytes = null);
