using Nad.Data;
using Nad.Files.Imaging;

namespace Nad.Experiments;

/// <summary>A picture of what an attack does: rows of clean image, triggered image, difference about grey.</summary>
public static class ContactSheet
{
    private const int Scale = 3, Gap = 4, Shown = 6, Amplified = 4;

    /// <summary>Columns are images, the three rows are clean, triggered and grey + 4·difference; a PNG.</summary>
    /// <param name="clean">Images as they are.</param>
    /// <param name="triggered">The same images with the trigger, in the same order.</param>
    public static byte[] Draw(ImageSet clean, ImageSet triggered)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(triggered);
        return Grid([Tiles(clean), Tiles(triggered), Differences(clean, triggered)], clean.Height, clean.Width);
    }

    /// <summary>Rows of equally large H×W×3 tiles on white; a PNG.</summary>
    internal static byte[] Grid(IReadOnlyList<IReadOnlyList<byte[]>> rows, int height, int width)
    {
        int columns = rows.Max(r => r.Count), cellHeight = (height * Scale) + Gap, cellWidth = (width * Scale) + Gap;
        int sheetHeight = (rows.Count * cellHeight) + Gap, sheetWidth = (columns * cellWidth) + Gap;
        byte[] sheet = new byte[sheetHeight * sheetWidth * 3];
        Array.Fill<byte>(sheet, 255);
        for (int r = 0; r < rows.Count; r++)
        {
            for (int c = 0; c < rows[r].Count; c++)
            {
                for (int y = 0; y < height * Scale; y++)
                {
                    int to = ((((r * cellHeight) + Gap + y) * sheetWidth) + (c * cellWidth) + Gap) * 3;
                    for (int x = 0; x < width * Scale; x++)
                        rows[r][c].AsSpan(((y / Scale * width) + (x / Scale)) * 3, 3).CopyTo(sheet.AsSpan(to + (x * 3)));
                }
            }
        }

        return PngEncoder.Encode(sheet, sheetWidth, sheetHeight);
    }

    // Training images that were poisoned show what the model learnt from; where there are few, the sheet is narrower.
    internal static byte[] Of(AttackOutcome o)
    {
        int[] shown = [.. o.Poisoned.DistinctBy(i => o.Clean.Labels[i]).Concat(o.Poisoned).Distinct().Take(Shown)];
        return Draw(o.Clean.Subset(shown), o.PoisonedImages.Subset(shown));
    }

    private static List<byte[]> Tiles(ImageSet images) => [.. Enumerable.Range(0, images.Count).Select(i => images.Image(i).ToArray())];

    private static List<byte[]> Differences(ImageSet clean, ImageSet triggered) =>
        [.. Enumerable.Range(0, clean.Count).Select(
            i => clean.Image(i)
                .ToArray()
                .Zip(triggered.Image(i).ToArray(), (a, b) => (byte)Math.Clamp(128 + (Amplified * (b - a)), 0, 255)).ToArray())];
}
