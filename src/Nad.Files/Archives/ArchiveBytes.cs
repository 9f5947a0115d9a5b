using Microsoft.Win32.SafeHandles;

namespace Nad.Files.Archives;

/// <summary>The bytes of an archive, in memory or in an open file.</summary>
internal abstract class ArchiveBytes
{
    public abstract long Length { get; }

    /// <summary>Bytes that the caller knows to be there.</summary>
    public abstract ReadOnlySpan<byte> Read(long offset, int count);

    public sealed class InMemory(ReadOnlyMemory<byte> archive) : ArchiveBytes
    {
        public override long Length => archive.Length;

        public override ReadOnlySpan<byte> Read(long offset, int count) => archive.Span.Slice((int)offset, count);
    }

    public sealed class InFile(SafeFileHandle archive) : ArchiveBytes
    {
        public override long Length { get; } = RandomAccess.GetLength(archive);

        public override ReadOnlySpan<byte> Read(long offset, int count)
        {
            byte[] bytes = new byte[count];
            int done = 0;
            for (int read = 1; done < count && read > 0; done += read) read = RandomAccess.Read(archive, bytes.AsSpan(done), offset + done);
            return done == count ? bytes : throw new DamagedFileException("Truncated: the archive shrank while it was read.");
        }
    }
}
