namespace Nad.Reporting;

/// <summary>
/// An input image at about the size of its heat maps: small ones with crisp pixels, large ones averaged down so that the page stays small.
/// </summary>
internal static class InputPicture
{
    /// <summary>The picture as a data URI.</summary>
    /// <exception cref="ArgumentException">The figure's bytes do not fit its height and width.</exception>
    public static string DataUri(AttentionFigure figure)
    {
        if (figure.Height < 1 || figure.Width < 1 || figure.ImageRgb.Length != figure.Height * figure.Width * 3)
        {
            throw new ArgumentException($"The image '{figure.Caption}' does not have height x width x 3 bytes.", nameof(figure));
        }

        int side = Math.Max(figure.Height, figure.Width);
        return side <= HeatMap.Size
            ? Enlarged(figure, Math.Max(1, HeatMap.Size / side))
            : Reduced(figure, (side + HeatMap.Size - 1) / HeatMap.Size);
    }

    private static string Enlarged(AttentionFigure figure, int factor)
    {
        int height = figure.Height * factor, width = figure.Width * factor;
        byte[] pixels = new byte[height * width * 3];
        for (int i = 0; i < height * width; i++)
        {
            int source = (i / width / factor * figure.Width) + (i % width / factor);
            figure.ImageRgb.AsSpan(source * 3, 3).CopyTo(pixels.AsSpan(i * 3));
        }

        return PngDataUri.FromRgb(pixels, height, width);
    }

    private static string Reduced(AttentionFigure figure, int factor)
    {
        int height = Math.Max(1, figure.Height / factor), width = Math.Max(1, figure.Width / factor);
        byte[] pixels = new byte[height * width * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            int row = i / 3 / width * factor, column = i / 3 % width * factor;
            pixels[i] = Mean(figure, row, column, i % 3, factor);
        }

        return PngDataUri.FromRgb(pixels, height, width);
    }

    private static byte Mean(AttentionFigure figure, int row, int column, int channel, int factor)
    {
        int sum = 0, count = 0;
        for (int y = row; y < Math.Min(row + factor, figure.Height); y++)
        {
            for (int x = column; x < Math.Min(column + factor, figure.Width); x++, count++)
            {
                sum += figure.ImageRgb[(((y * figure.Width) + x) * 3) + channel];
            }
        }

        return (byte)((sum + (count / 2)) / count);
    }
}
