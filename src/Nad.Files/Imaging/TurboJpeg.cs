using System.Runtime.InteropServices;

namespace Nad.Files.Imaging;

/// <summary>The few functions of libturbojpeg (its 2.x interface, which 3.x keeps) that decoding needs.</summary>
internal static partial class TurboJpeg
{
    internal const int PixelsRgb = 0, PixelsCmyk = 11;
    internal const int ColoursCmyk = 3, ColoursYcck = 4;

    // The accurate inverse transform, and no more than 500 scans: progressive files can hide hours of work in few bytes.
    internal const int Flags = 4096 | 32768;
    internal const int SeverityWarning = 0;

    internal const string Library = "libturbojpeg.so.0";

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    internal static partial TurboJpegHandle InitDecompress();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    internal static partial int Destroy(nint handle);

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    internal static partial int DecompressHeader(
        TurboJpegHandle handle, ReadOnlySpan<byte> file, CULong length, out int width, out int height, out int subsampling,
        out int colours);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    internal static partial int Decompress(
        TurboJpegHandle handle, ReadOnlySpan<byte> file, CULong length, Span<byte> pixels, int width, int pitch, int height, int format,
        int flags);

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    internal static partial nint ErrorText(TurboJpegHandle handle);

    [LibraryImport(Library, EntryPoint = "tjGetErrorCode")]
    internal static partial int ErrorSeverity(TurboJpegHandle handle);
}
