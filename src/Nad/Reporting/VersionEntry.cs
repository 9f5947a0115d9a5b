namespace Nad.Reporting;

/// <summary>One fact about the program or machine that made a result.</summary>
/// <param name="Name">Such as <c>libtorch</c> or <c>device</c>.</param>
/// <param name="Version">Its version or value.</param>
public sealed record VersionEntry(string Name, string Version);
