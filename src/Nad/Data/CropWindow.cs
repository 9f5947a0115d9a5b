namespace Nad.Data;

/// <summary>A random window of an image, as torchvision's RandomResizedCrop draws it.</summary>
/// <remarks>
/// Source: Szegedy et al., "Going Deeper with Convolutions", 2015, section 6, for areas and shapes; torchvision for the ten tries and what
/// follows them.
/// </remarks>
internal static class CropWindow
{
    private const int Tries = 10;
    private const double Narrowest = 3.0 / 4, Widest = 4.0 / 3;

    /// <summary>Draws a window.</summary>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="smallest">Smallest part of its area, (0, 1).</param>
    /// <param name="random">Two numbers for each try, then two for the place.</param>
    /// <returns>First row, first column, rows and columns; all of it lies within the image.</returns>
    public static (int Top, int Left, int Height, int Width) Draw(int height, int width, double smallest, RandomStream random)
    {
        for (int n = 0; n < Tries; n++)
        {
            double area = (double)height * width * (smallest + ((1 - smallest) * random.NextDouble()));
            double shape = Math.Exp(Math.Log(Narrowest) + ((Math.Log(Widest) - Math.Log(Narrowest)) * random.NextDouble()));
            int w = (int)Math.Round(Math.Sqrt(area * shape)), h = (int)Math.Round(Math.Sqrt(area / shape));
            if (w >= 1 && h >= 1 && w <= width && h <= height) return (random.Next(height - h + 1), random.Next(width - w + 1), h, w);
        }

        // The middle, as much of it as the shapes allow.
        double own = (double)width / height;
        int columns = own > Widest ? (int)Math.Round(height * Widest) : width,
            rows = own < Narrowest ? (int)Math.Round(width / Narrowest) : height;
        return ((height - rows) / 2, (width - columns) / 2, rows, columns);
    }
}
