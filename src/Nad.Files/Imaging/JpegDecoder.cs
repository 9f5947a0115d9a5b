using System.Runtime.InteropServices;

namespace Nad.Files.Imaging;

/// <summary>JPEG by libturbojpeg, the decoder behind most training pipelines: the same file gives the same pixels as there.</summary>
internal static class JpegDecoder
{
    // Even an empty 8x8 block costs a bit in each scan; no honest file has more pixels for a byte.
    private const long MaxPixelsPerByte = 1024;

    // Warnings that real cameras and converters provoke; every viewer shows such files, and no pixel is lost.
    private static readonly string[] Harmless = ["extraneous bytes before marker", "unknown JFIF revision", "Unknown Adobe color transform"];

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

        bool cmyk = colours is TurboJpeg.ColoursCmyk or TurboJpeg.ColoursYcck;
        byte[] pixels = new byte[(long)width * height * (cmyk ? 4 : 3)];
        int status = TurboJpeg.Decompress(
            handle, file, new CULong((uint)file.Length), pixels, width, 0, height, cmyk ? TurboJpeg.PixelsCmyk : TurboJpeg.PixelsRgb, TurboJpeg.Flags);
        if (status != 0) Judge(handle, file, name);
        return new RgbImage(width, height, cmyk ? FromCmyk(pixels) : pixels);
    }

    private static (int Width, int Height, int Colours) ReadHeader(TurboJpegHandle handle, ReadOnlySpan<byte> file, string name)
    {
        int status = TurboJpeg.DecompressHeader(handle, file, new CULong((uint)file.Length), out int width, out int height, out _, out int colours);
        if (status != 0) Judge(handle, file, name);
        ImageLimits.Check(width, height, file.Length, name);
        return (width, height, colours);
    }

    // libturbojpeg fills what is missing with grey and only warns, so a warning means damage unless it is known to be harmless.
    // It keeps the first warning alone: behind a harmless one, a cut-off file shows by its missing end marker.
    private static void Judge(TurboJpegHandle handle, ReadOnlySpan<byte> file, string name)
    {
        string text = Marshal.PtrToStringUTF8(TurboJpeg.ErrorText(handle)) ?? "unknown error";
        if (TurboJpeg.ErrorSeverity(handle) == TurboJpeg.SeverityWarning
            && Array.Exists(Harmless, part => text.Contains(part, StringComparison.OrdinalIgnoreCase))
            && file.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) > 0) return;

        // After an error inside a header the decompressor would go on there with the next file.
        handle.Dispose();
        decompressor = null;
        if (text.Contains("Unsupported", StringComparison.OrdinalIgnoreCase) || text.Contains("subsampling", StringComparison.Ordinal))
            throw new UnsupportedInputException($"{name}: a JPEG of a kind that libturbojpeg does not decode ({text}). Save it as a plain JPEG or PNG.");
        throw new DamagedFileException($"{name}: the JPEG is broken or cut off ({text}).");
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
            throw new NadException("JPEG images need the system library libturbojpeg (libturbojpeg.so.0), which was not found. Install it: apt-get install libturbojpeg0", e);
        }
    }
}
