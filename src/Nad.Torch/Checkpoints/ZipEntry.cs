namespace Nad.Torch.Checkpoints;

/// <summary>One file of an archive, as the central directory gives it; offsets are checked against the archive.</summary>
/// <param name="Name">Full name, slashes and all.</param>
/// <param name="Deflated">False for stored.</param>
/// <param name="Crc">CRC-32 of the content; 0 also where the writer left it out.</param>
/// <param name="Start">Offset of the local header.</param>
/// <param name="Data">Offset of the stored bytes.</param>
/// <param name="Stored">Bytes in the archive.</param>
/// <param name="Length">Bytes of the content.</param>
internal sealed record ZipEntry(string Name, bool Deflated, uint Crc, int Start, int Data, int Stored, int Length);
