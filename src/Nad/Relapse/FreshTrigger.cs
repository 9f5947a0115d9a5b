using Nad.Attacks;
using Nad.Data;

namespace Nad.Relapse;

/// <summary>
/// The control of a trigger: another one, as large and as strong, with random colours at another place, that no model knows. It aims at the
/// same label.
/// </summary>
public static class FreshTrigger
{
    /// <summary>
    /// Makes it. What a trigger covers, and how much, is read off black and white images: x' = (1 − α)·x + α·K on them gives α of each
    /// pixel.
    /// </summary>
    /// <param name="old">The trigger that it stands beside.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <param name="random">Draws the colours.</param>
    public static Backdoor Of(Backdoor old, int height, int width, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(random);
        byte[] black = new byte[height * width * 3], white = new byte[black.Length];
        Array.Fill(white, (byte)255);
        old.Trigger.Apply(black, height, width);
        old.Trigger.Apply(white, height, width);

        double[] alpha = new double[height * width];
        for (int i = 0; i < black.Length; i++) alpha[i / 3] += (1 - ((white[i] - black[i]) / 255.0)) / 3;
        int[] touched = [.. Enumerable.Range(0, alpha.Length).Where(i => Math.Abs(alpha[i]) > 0.01)];
        if (touched.Length == 0) touched = [.. Enumerable.Range(0, alpha.Length)];
        int top = touched.Min(i => i / width), left = touched.Min(i => i % width);
        int rows = touched.Max(i => i / width) - top + 1, columns = touched.Max(i => i % width) - left + 1;
        double strength = Math.Clamp(touched.Average(i => Math.Abs(alpha[i])), 0.02, 1);

        byte[] pixels = new byte[rows * columns * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = random.Next(2) == 0 ? (byte)0 : (byte)255;
        byte[] opacity = new byte[rows * columns];
        foreach (int i in touched) opacity[(((i / width) - top) * columns) + (i % width) - left] = 255;
        PictureTrigger fresh = new()
        {
            Height = rows,
            Width = columns,
            Pixels = pixels,
            Opacity = opacity,
            Row = Elsewhere(top, rows, height),
            Column = Elsewhere(left, columns, width),
            Blend = Math.Round(strength, 4),
        };
        return old with { Attack = "fresh", Trigger = fresh };
    }

    // As far from the old place as the image allows.
    private static int Elsewhere(int at, int length, int side) => at > side - length - at ? 0 : side - length;
}
