namespace Nad.Files.Imaging;

/// <summary>
/// Reads PNG, JPEG, PPM/PGM, BMP, WebP and TIFF images, and the first picture of a GIF; the kind is told by the content, never by the name.
/// A picture is taken as it is stored: colour profiles, gamma and EXIF orientation are not applied, as in the usual training pipelines.
/// </summary>
/// <remarks>Every method may be called from several threads at once.</remarks>
public static class ImageDecoder
{
    /// <summary>File name of the library that reads JPEG images.</summary>
    public const string JpegLibrary = TurboJpeg.Library;

    /// <summary>The colours of an image; opacity is dropped, grey becomes three equal channels, 16-bit samples become 8-bit ones.</summary>
    /// <param name="file">The bytes of the whole file.</param>
    /// <param name="name">What to call the file in messages.</param>
    /// <exception cref="DamagedFileException">The content contradicts itself or is cut off.</exception>
    /// <exception cref="UnsupportedInputException">A kind of image that is not read, or more than 100 megapixels.</exception>
    /// <exception cref="NadException">A JPEG image, and the system has no libturbojpeg.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> file, string name) => ImageSniffer.Identify(file, name) switch
    {
        ImageKind.Png => PngDecoder.DecodeRgb(file, name),
        ImageKind.Jpeg => JpegDecoder.Decode(file, name),
        ImageKind.Bmp => BmpDecoder.Decode(file, name),
        ImageKind.Pnm => PnmDecoder.Decode(file, name),
        ImageKind kind => OtherDecoder.Decode(kind, file, name).WithoutOpacity(),
    };

    /// <summary>Colours and opacity of an image; JPEG, PPM, PGM and BMP are opaque.</summary>
    /// <inheritdoc cref="Decode"/>
    public static RgbaImage DecodeRgba(ReadOnlySpan<byte> file, string name)
    {
        ImageKind kind = ImageSniffer.Identify(file, name);
        if (kind == ImageKind.Png) return PngDecoder.DecodeRgba(file, name);
        if (kind is ImageKind.WebP or ImageKind.Gif or ImageKind.Tiff) return OtherDecoder.Decode(kind, file, name);

        RgbImage image = Decode(file, name);
        byte[] pixels = new byte[image.Width * image.Height * 4];
        for (int from = 0, to = 0; to < pixels.Length; from += 3, to += 4)
        {
            image.Pixels.AsSpan(from, 3).CopyTo(pixels.AsSpan(to));
            pixels[to + 3] = 255;
        }

        return new RgbaImage(image.Width, image.Height, pixels);
    }

    /// <summary>Width and height that the header states, without decoding the pixels.</summary>
    /// <inheritdoc cref="Decode"/>
    public static (int Width, int Height) ReadSize(ReadOnlySpan<byte> file, string name) => ImageSniffer.Identify(file, name) switch
    {
        ImageKind.Png => PngFile.ReadSize(file, name),
        ImageKind.Jpeg => JpegDecoder.ReadSize(file, name),
        ImageKind.Bmp => BmpHeader.Read(file, name).Size,
        ImageKind.Pnm => PnmDecoder.ReadSize(file, name),
        ImageKind kind => OtherDecoder.ReadSize(kind, file, name),
    };
}
