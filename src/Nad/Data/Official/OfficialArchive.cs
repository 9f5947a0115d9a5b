namespace Nad.Data;

/// <summary>One file of an official data set.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Md5">MD5 of the whole file, lower-case hexadecimal.</param>
public sealed record OfficialArchive(string File, string Md5);
