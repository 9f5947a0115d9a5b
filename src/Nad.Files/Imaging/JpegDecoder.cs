using System.Runtime.InteropServices;

namespace Nad.Files.Imaging;

/// <summary>JPEG by libturbojpeg, the decoder behind most training pipelines: the same file gives the same pixels as there.</summary>
internal static class JpegDecoder
{
    // Even an empty 8x8 block costs a bit in each scan; no honest file has more pixels for a byte.
    private const long MaxPixelsPerByte = 1024;

    // What libjpeg says where the file ends before the picture does.
    private const string Cut = "Premature end of JPEG file";

    // How libjpeg's warnings begin (jerror.h). An error behind a warning has the severity of the warning, but a text of its own.
    private static readonly string[] Warnings =
    [
        Cut, "Corrupt JPEG data:", "Inconsistent progression sequence", "Invalid SOS parameters", "Unknown Adobe color transform",
        "unknown JFIF revision"
    ];

    private static readonly byte[] EndMarker = [0xFF, 0xD9];

    // A decompressor serves one thread at a time, and costs more to make than a small image to decode.
    [ThreadStatic]
    private static TurboJpegHandle? decompressor;

    internal static (int Width, int Height) ReadSize(ReadOnlySpan<byte> file, string name)
    {
        (int width, int height, _) = ReadHeader(Decompressor(), file, name);
        return (width, height);
    }

    internal static RgbImage Decode(ReadOnlySpan<byte> file, string name)
    {
        TurboJpegHandle handle = Decompressor();
        (int width, int height, int colours) = ReadHeader(handle, file, name);
        if ((long)width * height > file.Length * MaxPixelsPerByte)
            throw new DamagedFileException($"{name}: a JPEG of {file.Length} bytes cannot hold {width}x{height} pixels.");
        JpegScans.Check(file, name);

        string? warning = null;
        bool cmyk = colours is TurboJpeg.ColoursCmyk or TurboJpeg.ColoursYcck;
        byte[] pixels = new byte[(long)width * height * (cmyk ? 4 : 3)];
        int format = cmyk ? TurboJpeg.PixelsCmyk : TurboJpeg.PixelsRgb;
        if (TurboJpeg.Decompress(handle, file, new CULong((uint)file.Length), pixels, width, 0, height, format, TurboJpeg.Flags) != 0)
        {
            warning = Judge(handle, name);
            if (warning.Contains(Cut, StringComparison.OrdinalIgnoreCase) && Decompress([.. file, .. EndMarker]) is { } lost)
                throw Failure(handle, lost, name);

            // The first warning alone is kept: behind it, a file that is cut off shows by its missing end marker.
            if (!warning.Contains(Cut, StringComparison.OrdinalIgnoreCase) && file.LastIndexOf(EndMarker) <= 0)
                throw Failure(handle, warning, name);
        }

        return new RgbImage(width, height, cmyk ? FromCmyk(pixels) : pixels) { Warning = warning };

        // The warning; null where there is none.
        string? Decompress(byte[] whole) =>
            TurboJpeg.Decompress(handle, whole, new CULong((uint)whole.Length), pixels, width, 0, height, format, TurboJpeg.Flags) == 0
                ? null
                : Judge(handle, name);
    }

    private static (int Width, int Height, int Colours) ReadHeader(TurboJpegHandle handle, ReadOnlySpan<byte> file, string name)
    {
        int status =
            TurboJpeg.DecompressHeader(handle, file, new CULong((uint)file.Length), out int width, out int height, out _, out int colours);
        if (status != 0)
        {
            string warning = Judge(handle, name);
            if (width < 1 || height < 1) throw Failure(handle, warning, name);
        }

        ImageLimits.Check(width, height, file.Length, name);
        return (width, height, colours);
    }

    // The text of a warning. libjpeg warns of files that cameras, converters and a bad disk leave, and decodes them as every viewer does;
    // an error is thrown.
    private static string Judge(TurboJpegHandle handle, string name)
    {
        string text = Printable.Of(Marshal.PtrToStringUTF8(TurboJpeg.ErrorText(handle)) ?? "unknown error");
        bool warning = TurboJpeg.ErrorSeverity(handle) == TurboJpeg.SeverityWarning
            && Array.Exists(Warnings, part => text.Contains(part, StringComparison.OrdinalIgnoreCase));
        return warning ? text : throw Failure(handle, text, name);
    }

    // After an error inside a header the decompressor would go on there with the next file.
    private static NadException Failure(TurboJpegHandle handle, string text, string name)
    {
        handle.Dispose();
        decompressor = null;
        return text.Contains("Unsupported", StringComparison.OrdinalIgnoreCase) || text.Contains("subsampling", StringComparison.Ordinal)
            ? new UnsupportedInputException(
                $"{name}: a JPEG of a kind that libturbojpeg does not decode ({text}). Save it as a plain JPEG or PNG.")
            : new DamagedFileException($"{name}: the JPEG is broken or cut off ({text}).");
    }

    // Four-colour files store their inks inverted, by Adobe's convention, so red = c·k/255 and so on.
    private static byte[] FromCmyk(byte[] inks)
    {
        byte[] pixels = new byte[inks.Length / 4 * 3];
        for (int from = 0, to = 0; from < inks.Length; from += 4, to += 3)
        {
            for (int c = 0; c < 3; c++) pixels[to + c] = (byte)(((inks[from + c] * inks[from + 3]) + 127) / 255);
        }

        return pixels;
    }

    private static TurboJpegHandle Decompressor()
    {
        if (decompressor is not null) return decompressor;
        try
        {
            TurboJpegHandle handle = TurboJpeg.InitDecompress();
            if (handle.IsInvalid) throw new NadException("libturbojpeg could not start a decoder: the system is out of memory.");
            return decompressor = handle;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new NadException(
                "JPEG images need the system library libturbojpeg (libturbojpeg.so.0), which was not found. Install it: "
                    + "apt-get install libturbojpeg0",
                e);
        }
    }
}
