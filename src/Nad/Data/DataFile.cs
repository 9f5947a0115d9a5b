using Microsoft.Win32.SafeHandles;

namespace Nad.Data;

/// <summary>Opens and reads files of data sets, turning the system's errors into ones that name the file.</summary>
internal static class DataFile
{
    internal static SafeFileHandle Open(string path) => RegularFile.Open(path, "a file of the data set");

    internal static void ReadExactly(SafeFileHandle file, Span<byte> bytes, long offset, string name)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                int read = RandomAccess.Read(file, bytes, offset);
                if (read == 0) throw new DamagedFileException($"{name}: the file is cut off.");
                bytes = bytes[read..];
                offset += read;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"Cannot read {name}: {AtomicFile.Reason(e)}.", e);
        }
    }
}
