namespace Nad.Files.Imaging;

/// <summary>Kinds of image files that are read, told by their first bytes; the name of the file has no say.</summary>
internal enum ImageKind
{
    Png,
    Jpeg,
    Pnm,
    Bmp,
    WebP,
    Gif,
    Tiff,
}
