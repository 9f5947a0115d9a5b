using Microsoft.Win32.SafeHandles;

namespace Nad.Data;

/// <summary>Opens the place of a data SPEC: a folder, or a zip archive read in place.</summary>
internal static class ImageStores
{
    /// <param name="path">As it was written.</param>
    /// <param name="kind">Of the SPEC, such as <c>images</c>.</param>
    /// <param name="needs">What must be in it.</param>
    /// <exception cref="NadException">Nothing is there, or something else; the message says what and what to do.</exception>
    internal static IImageStore Open(string path, string kind, string needs)
    {
        FilePlace? place = FilePlace.At(path);
        if (place is { IsFolder: true }) return new FolderStore(path);
        string shown = Printable.Of(path);
        if (place is null) throw new NadException($"there is no folder or zip archive {shown}; {kind}:PATH needs {needs}.");

        using (SafeFileHandle file = DataFile.Open(path))
        {
            Span<byte> beginning = new byte[(int)Math.Min(PackedKind.Beginning, FileStamp.Of(file).Length)];
            DataFile.ReadExactly(file, beginning, 0, shown);
            if (PackedKind.Of(beginning) is { } packed)
            {
                throw new UnsupportedInputException(
                    $"{shown} is {packed.Kind}, but {kind}:PATH needs a folder or a zip archive. "
                    + (packed.Unpack is { } command
                        ? $"Unpack it ({command} {shown}) and name the folder."
                        : $"Name the folder or zip archive that has {needs}."));
            }
        }

        return new ZipStore(path);
    }
}
