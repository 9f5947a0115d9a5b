using Microsoft.Win32.SafeHandles;

namespace Nad.Data;

/// <summary>
/// Files of fixed-size records, each a few label bytes (one of which counts) and then the planes of red, green and blue:
/// the layout of CIFAR's binary versions.
/// </summary>
internal static class PlanarRecords
{
    private const int RecordsAtATime = 256;

    /// <summary>Reads whole files, one after the other, into N×H×W×3 pixels and N labels.</summary>
    internal static (byte[] Pixels, int[] Labels) Load(
        string[] files, int labelBytes, int label, int height, int width, int classCount, CancellationToken cancel)
    {
        int imageBytes = height * width * 3, recordBytes = labelBytes + imageBytes;
        FileStamp[] stamps = Array.ConvertAll(files, StampOf);
        long[] counts = Array.ConvertAll(stamps, stamp => stamp.Length / recordBytes);
        for (int f = 0; f < files.Length; f++)
        {
            if (counts[f] == 0 || stamps[f].Length % recordBytes != 0)
                throw new DamagedFileException(
                    $"{files[f]}: {stamps[f].Length} bytes are not a whole number of records of {recordBytes} bytes; the file is cut "
                    + "off or of another kind.");
        }

        if (counts.Max() > Array.MaxLength || counts.Sum() * imageBytes > Array.MaxLength)
            throw new UnsupportedInputException($"{files[0]}: {counts.Sum()} images are more than fit in memory at once (2 GB).");

        byte[] pixels = new byte[counts.Sum() * imageBytes];
        int[] labels = new int[counts.Sum()];
        byte[] buffer = new byte[(int)Math.Min(RecordsAtATime, counts.Max()) * recordBytes];
        int done = 0;
        for (int f = 0; f < files.Length; f++)
        {
            using SafeFileHandle file = DataFile.Open(files[f]);
            for (long i = 0; i < counts[f]; i += RecordsAtATime)
            {
                cancel.ThrowIfCancellationRequested();
                Span<byte> records = buffer.AsSpan(0, (int)Math.Min(RecordsAtATime, counts[f] - i) * recordBytes);
                DataFile.ReadExactly(file, records, i * recordBytes, files[f]);
                for (; !records.IsEmpty; records = records[recordBytes..], done++)
                {
                    labels[done] = records[label] < classCount
                        ? records[label]
                        : throw new DamagedFileException(
                            $"{files[f]}: an image has label {records[label]}, but the classes are 0 to {classCount - 1}.");
                    Interleave(records[labelBytes..recordBytes], pixels.AsSpan(done * imageBytes, imageBytes));
                }
            }

            if (FileStamp.Of(file) != stamps[f]) throw RegularFile.Changed(files[f]);
        }

        return (pixels, labels);
    }

    private static FileStamp StampOf(string file)
    {
        using SafeFileHandle handle = DataFile.Open(file);
        return FileStamp.Of(handle);
    }

    private static void Interleave(ReadOnlySpan<byte> planes, Span<byte> pixels)
    {
        int plane = planes.Length / 3;
        ReadOnlySpan<byte> red = planes[..plane], green = planes.Slice(plane, plane), blue = planes.Slice(2 * plane, plane);
        for (int i = 0; i < plane; i++, pixels = pixels[3..])
        {
            pixels[2] = blue[i];
            pixels[1] = green[i];
            pixels[0] = red[i];
        }
    }
}
