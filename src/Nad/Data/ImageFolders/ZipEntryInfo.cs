namespace Nad.Data;

/// <summary>What the directory of a zip archive says about one file in it.</summary>
internal readonly record struct ZipEntryInfo(string Name, int Method, bool Encrypted, uint Crc, long PackedSize, long Size, long HeaderOffset);
