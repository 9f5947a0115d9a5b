using System.IO.Compression;
using Nad.Data.Imaging;

namespace Nad.Attacks;

/// <summary>
/// Reads a picture that a user gives as a trigger: PNG (with opacity), JPEG, PPM or BMP, or a NumPy array (.npy, or the array <c>x</c> of an .npz) of shape
/// H×W, H×W×3 or 3×H×W, bytes or floating point 0–255 (0–1 where no value is above 1).
/// </summary>
/// <remarks>An array stores no opacity: a pixel whose channels are all 0 is taken for transparent, which is how the authors' trigger files mean it.</remarks>
internal static class TriggerPicture
{
    private const long LargestFile = 64 << 20;

    /// <exception cref="NadException">Missing, damaged, or of a kind or shape that is not read.</exception>
    public static PictureTrigger Read(string path)
    {
        string name = Printable.Of(path);
        try
        {
            FileInfo file = new(path);
            if (!file.Exists) throw new NadException($"The trigger {name} does not exist; name a PNG, .npy or .npz file.");
            if (file.Length > LargestFile) throw new UnsupportedInputException($"The trigger {name} has {file.Length} bytes; at most {LargestFile} are read.");
            byte[] bytes = File.ReadAllBytes(path);
            if (bytes.AsSpan().StartsWith("PK"u8)) bytes = FromZip(bytes, name);
            return bytes.Length > 0 && bytes[0] == 0x93 ? FromArray(NumpyArray.Parse(bytes, name), name) : FromImage(ImageDecoder.DecodeRgba(bytes, name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"The trigger {name} cannot be read: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new DamagedFileException($"{name}: the zip archive is broken. Get the file again.", e);
        }
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
            _ => throw new UnsupportedInputException($"{name}: a trigger must be HxW, HxWx3 or 3xHxW, but is {string.Join('x', array.Shape)}."),
        };
        double scale = array.Values.Max() <= 1 ? 255 : 1;
        byte[] pixels = new byte[h * w * 3], opacity = new byte[h * w];
        for (int i = 0; i < pixels.Length; i++)
        {
            double value = array.Values[(i / 3 / w * row) + (i / 3 % w * column) + (i % 3 * channel)] * scale;
            if (value is < 0 or > 255) throw new UnsupportedInputException($"{name}: the values of a trigger must be 0 to 255, or 0 to 1, but one is {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}.");
            pixels[i] = (byte)value;
            if (value > 0) opacity[i / 3] = 255;
        }

        return Make(h, w, pixels, opacity);
    }

    // Bottom right, which for a picture of the image's size is the whole image.
    private static PictureTrigger Make(int height, int width, byte[] pixels, byte[] opacity)
    {
        PictureTrigger trigger = new() { Height = height, Width = width, Pixels = pixels, Opacity = opacity.All(o => o == 255) ? null : opacity, Row = -height, Column = -width };
        trigger.Validate();
        return trigger;
    }

    private static byte[] FromZip(byte[] bytes, string name)
    {
        using ZipArchive zip = new(new MemoryStream(bytes), ZipArchiveMode.Read);
        ZipArchiveEntry entry = zip.GetEntry("x.npy") ?? throw new UnsupportedInputException($"{name}: the archive holds no array named x. Save the trigger with numpy.savez(file, x=trigger).");
        using Stream stream = entry.Open();
        using MemoryStream array = new();
        // What an entry claims as its length is not believed: it is read up to a limit.
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (array.Length + read > LargestFile) throw new UnsupportedInputException($"{name}: the array x has more than {LargestFile} bytes.");
            array.Write(buffer, 0, read);
        }

        return array.ToArray();
    }
}
