using Nad.Files.Archives;
using Nad.Files.Imaging;

namespace Nad.Attacks;

/// <summary>
/// Reads a picture that a user gives as a trigger: PNG (with opacity), JPEG, PPM or BMP, or a NumPy array (.npy, or the array <c>x</c> of
/// an .npz) of shape H×W, H×W×3 or 3×H×W, bytes or floating point 0–255 (0–1 where no value is above 1).
/// </summary>
/// <remarks>
/// An array stores no opacity: a pixel whose channels are all 0 is taken for transparent, which is how the authors' trigger files mean it.
/// </remarks>
internal static class TriggerPicture
{
    private const long LargestFile = 64 << 20;

    // An array of 8-byte numbers for 800x800 pixels, whatever the size of the archive: zeros pack a thousandfold.
    private const long MostInflated = 16 << 20;

    /// <exception cref="NadException">Missing, damaged, or of a kind or shape that is not read.</exception>
    public static PictureTrigger Read(string path)
    {
        string name = Printable.Of(path);
        ReadOnlyMemory<byte> bytes = RegularFile.ReadAll(path, "a PNG, .npy or .npz file", LargestFile);
        if (bytes.Span.StartsWith("PK"u8)) bytes = FromZip(bytes, path);
        return bytes.Length > 0 && bytes.Span[0] == 0x93
            ? FromArray(NumpyArray.Parse(bytes.Span, name), name)
            : FromImage(ImageDecoder.DecodeRgba(bytes.Span, name));
    }

    private static PictureTrigger FromImage(RgbaImage image)
    {
        byte[] pixels = new byte[image.Width * image.Height * 3], opacity = new byte[image.Width * image.Height];
        for (int i = 0; i < opacity.Length; i++)
        {
            image.Pixels.AsSpan(i * 4, 3).CopyTo(pixels.AsSpan(i * 3));
            opacity[i] = image.Pixels[(i * 4) + 3];
        }

        return Make(image.Height, image.Width, pixels, opacity);
    }

    private static PictureTrigger FromArray(NumpyArray array, string name)
    {
        int[] shape = array.Shape is [1, .. { Length: 3 } one] ? one : array.Shape;         // a batch of one picture
        (int h, int w, int row, int column, int channel) = shape switch
        {
            [int a, int b] => (a, b, b, 1, 0),
            [int a, int b, 3] => (a, b, b * 3, 3, 1),
            [3, int a, int b] => (a, b, b, 1, a * b),
            [1, int a, int b] => (a, b, b, 1, 0),
            _ => throw new UnsupportedInputException(
                $"{name}: a trigger must be HxW, HxWx3 or 3xHxW, but is {string.Join('x', array.Shape)}."),
        };
        double scale = array.Values.Max() <= 1 ? 255 : 1;
        byte[] pixels = new byte[h * w * 3], opacity = new byte[h * w];
        for (int i = 0; i < pixels.Length; i++)
        {
            double value = array.Values[(i / 3 / w * row) + (i / 3 % w * column) + (i % 3 * channel)] * scale;
            if (value is < 0 or > 255)
                throw new UnsupportedInputException(
                    $"{name}: the values of a trigger must be 0 to 255, or 0 to 1, but one is "
                    + $"{value.ToString(System.Globalization.CultureInfo.InvariantCulture)}.");
            pixels[i] = (byte)value;
            if (value > 0) opacity[i / 3] = 255;
        }

        return Make(h, w, pixels, opacity);
    }

    // Bottom right, which for a picture of the image's size is the whole image.
    private static PictureTrigger Make(int height, int width, byte[] pixels, byte[] opacity)
    {
        PictureTrigger trigger = new()
        {
            Height = height,
            Width = width,
            Pixels = pixels,
            Opacity = opacity.All(o => o == 255) ? null : opacity,
            Row = -height,
            Column = -width
        };
        trigger.Validate();
        return trigger;
    }

    private static ReadOnlyMemory<byte> FromZip(ReadOnlyMemory<byte> bytes, string path)
    {
        try
        {
            ZipArchiveReader zip = new(bytes, MostInflated + (4L * bytes.Length), checksumMayBeLeftOut: false);
            ZipEntry entry = zip.Find("x.npy")
                ?? throw new UnsupportedInputException(
                    "The archive holds no array named x. Save the trigger with numpy.savez(file, x=trigger).");
            return zip.Content(entry);
        }
        catch (NadException e)
        {
            throw e.In(path);
        }
    }
}
