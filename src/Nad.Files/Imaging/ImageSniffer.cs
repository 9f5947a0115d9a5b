namespace Nad.Files.Imaging;

/// <summary>Tells the kind of an image file by its first bytes.</summary>
internal static class ImageSniffer
{
    /// <summary>The kind, or an error that names what was found instead.</summary>
    internal static ImageKind Identify(ReadOnlySpan<byte> file, string name)
    {
        if (file.IsEmpty) throw new DamagedFileException($"{name}: the file is empty.");
        if (file.StartsWith(PngFile.Signature)) return ImageKind.Png;
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return ImageKind.Jpeg;
        if (file.StartsWith("BM"u8)) return ImageKind.Bmp;
        if (file.Length > 2 && file[0] == 'P' && file[1] is (byte)'2' or (byte)'3' or (byte)'5' or (byte)'6' && PnmDecoder.IsGap(file[2]))
            return ImageKind.Pnm;
        if (file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..].StartsWith("WEBP"u8)) return ImageKind.WebP;
        if (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8)) return ImageKind.Gif;
        if (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8)) return ImageKind.Tiff;
        throw new UnsupportedInputException(
            $"{name}: this is {Describe(file)}; images are read as PNG, JPEG, PPM, PGM, BMP, WebP, GIF or TIFF. "
            + "Convert it, or remove it from the data.");
    }

    private static string Describe(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8)) return "a BigTIFF image";
        if (file.Length >= 12 && file[4..].StartsWith("ftyp"u8)) return "an image or film of the AVIF/HEIF/MP4 family";
        if (file.StartsWith("\0\0\0\u000CjP"u8)) return "a JPEG 2000 image";
        if (file.StartsWith("P1"u8) || file.StartsWith("P4"u8)) return "a bitmap of the PBM kind";
        if (file.StartsWith("P7"u8)) return "a PAM image";
        if (file.StartsWith("PK"u8)) return "a zip archive";
        if (file.StartsWith("<"u8)) return "a text file (HTML, XML or SVG)";
        return $"not a known kind of image (it starts with the bytes {Convert.ToHexString(file[..Math.Min(8, file.Length)])})";
    }
}
