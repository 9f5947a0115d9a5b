namespace Nad.Attacks;

/// <summary>SSIM of two grey pictures: the mean over all 7×7 windows, with the usual constants for values of 0–255.</summary>
/// <remarks>
/// Source: Wang, Bovik, Sheikh and Simoncelli, "Image Quality Assessment: From Error Visibility to Structural Similarity", 2004, with a
/// uniform window.
/// </remarks>
internal static class StructuralSimilarity
{
    private const int Side = 7;
    private const double C1 = 0.01 * 255 * 0.01 * 255, C2 = 0.03 * 255 * 0.03 * 255;

    /// <summary>−1 to 1; 1 for equal pictures.</summary>
    /// <param name="a">H·W·3 bytes.</param>
    /// <param name="b">H·W·3 bytes.</param>
    /// <param name="height">At least 7.</param>
    /// <param name="width">At least 7.</param>
    public static double Of(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int height, int width)
    {
        double[] x = Grey(a), y = Grey(b);
        double sum = 0;
        for (int top = 0; top + Side <= height; top++)
        {
            for (int left = 0; left + Side <= width; left++) sum += Window(x, y, (top * width) + left, width);
        }

        return sum / ((height - Side + 1) * (width - Side + 1));
    }

    private static double Window(double[] x, double[] y, int at, int width)
    {
        const double n = Side * Side;
        double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
        for (int r = 0; r < Side; r++)
        {
            for (int c = 0; c < Side; c++)
            {
                (double p, double q) = (x[at + (r * width) + c], y[at + (r * width) + c]);
                (sx, sy, sxx, syy, sxy) = (sx + p, sy + q, sxx + (p * p), syy + (q * q), sxy + (p * q));
            }
        }

        double mx = sx / n, my = sy / n, vx = (sxx - (n * mx * mx)) / (n - 1), vy = (syy - (n * my * my)) / (n - 1),
            cov = (sxy - (n * mx * my)) / (n - 1);
        return ((2 * mx * my) + C1) * ((2 * cov) + C2) / (((mx * mx) + (my * my) + C1) * (vx + vy + C2));
    }

    private static double[] Grey(ReadOnlySpan<byte> image)
    {
        double[] grey = new double[image.Length / 3];
        for (int i = 0; i < grey.Length; i++)
            grey[i] = (0.299 * image[i * 3]) + (0.587 * image[(i * 3) + 1]) + (0.114 * image[(i * 3) + 2]);
        return grey;
    }
}
