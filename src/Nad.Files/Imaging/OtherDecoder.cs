using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace Nad.Files.Imaging;

/// <summary>WebP, TIFF and the first picture of a GIF, by ImageSharp: managed code, which cannot corrupt memory (decision 0005).</summary>
internal static class OtherDecoder
{
    // Four bytes for each pixel of the picture, and as much again for each of the few copies that the formats' own forms need.
    private const long FreeBytes = 4 << 20, BytesPerPixel = 24;

    internal static RgbaImage Decode(ImageKind kind, ReadOnlySpan<byte> file, string name)
    {
        byte[] bytes = file.ToArray();
        (int width, int height) = Size(kind, bytes, name);
        byte[] pixels = Guarded(kind, name, () =>
        {
            using MemoryStream stream = new(bytes);
            using Image<Rgba32> image = Decoder(kind).Decode<Rgba32>(Bounded((long)width * height), stream, default);
            if ((image.Width, image.Height) != (width, height))
                throw Damaged(kind, name, $"its header says {width}x{height} pixels, its content {image.Width}x{image.Height}");
            byte[] found = new byte[(long)width * height * 4];
            image.CopyPixelDataTo(found);
            return found;
        });
        return new RgbaImage(width, height, pixels);
    }

    internal static (int Width, int Height) ReadSize(ImageKind kind, ReadOnlySpan<byte> file, string name) =>
        Size(kind, file.ToArray(), name);

    private static (int Width, int Height) Size(ImageKind kind, byte[] bytes, string name)
    {
        if (OtherFile.Missing(kind, bytes) is { } missing) throw Damaged(kind, name, missing);
        if (kind == ImageKind.WebP && OtherFile.IsLossless(bytes))
            throw new UnsupportedInputException($"{name}: this is a WebP image without loss, or with opacity. Save it as PNG.");
        (int width, int height) = Guarded(kind, name, () =>
        {
            using MemoryStream stream = new(bytes);
            IImageInfo? info = ((IImageInfoDetector)Decoder(kind)).Identify(Bounded(0), stream, default);
            return info is null ? (0, 0) : (info.Width, info.Height);
        });
        return ImageLimits.Check(width, height, bytes.Length, name);
    }

    // No thread of its own: images are decoded on many threads already.
    private static Configuration Bounded(long pixels) =>
        new() { MemoryAllocator = new BoundedAllocator(FreeBytes + (BytesPerPixel * pixels)), MaxDegreeOfParallelism = 1 };

    private static IImageDecoder Decoder(ImageKind kind) => kind switch
    {
        ImageKind.WebP => new WebpDecoder { IgnoreMetadata = true },
        ImageKind.Gif => new GifDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First },
        _ => new TiffDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First },
    };

    // Whatever the library throws over a file is the file's fault: it was given nothing else.
    private static T Guarded<T>(ImageKind kind, string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (NotSupportedException e)
        {
            throw new UnsupportedInputException(
                $"{name}: this {Word(kind)} is of a form that is not read ({Printable.Of(e.Message, 100)}). Save it as a plain PNG.", e);
        }
        catch (Exception e) when (e is not (NadException or OutOfMemoryException))
        {
            throw Damaged(kind, name, Printable.Of(e.Message, 100));
        }
    }

    private static DamagedFileException Damaged(ImageKind kind, string name, string why) =>
        new($"{name}: this {Word(kind)} cannot be decoded: {why}. Get the file again, or save it as PNG.");

    private static string Word(ImageKind kind) =>
        kind == ImageKind.Tiff ? "TIFF image" : $"{(kind == ImageKind.Gif ? "GIF" : "WebP")} image";
}
