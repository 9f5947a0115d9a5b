namespace Nad.Attacks;

/// <summary>Where a picture is laid on an image: at a corner, in the centre, or with its top left pixel at a point.</summary>
public readonly record struct PicturePlace
{
    // 0 is left and top, 1 right and bottom.
    private readonly double across, down;
    private readonly (int X, int Y)? point;

    private PicturePlace(double across, double down) => (this.across, this.down) = (across, down);

    private PicturePlace(int x, int y) => point = (x, y);

    /// <summary>The places that have names.</summary>
    public static IReadOnlyList<(string Name, PicturePlace Place)> Named { get; } =
    [
        ("bottom-right", BottomRight), ("bottom-left", new(0.0, 1)), ("top-right", new(1.0, 0)), ("top-left", new(0.0, 0)),
        ("center", Middle), ("centre", Middle),
    ];

    /// <summary>The bottom right corner.</summary>
    public static PicturePlace BottomRight => new(1.0, 1);

    private static PicturePlace Middle => new(0.5, 0.5);

    /// <summary>As a user writes it.</summary>
    public override string ToString()
    {
        PicturePlace self = this;
        return point is { } p
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{p.X},{p.Y}")
            : Named.First(n => n.Place == self).Name;
    }

    /// <summary>A point.</summary>
    /// <param name="x">Column of the picture's top left pixel; negative ones count from the right edge (−1 is the last).</param>
    /// <param name="y">Row of it; negative ones count from the bottom edge.</param>
    public static PicturePlace At(int x, int y) => new(x, y);

    /// <summary>Row and column of the top left pixel.</summary>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="rows">Rows of the image.</param>
    /// <param name="columns">Columns of the image.</param>
    /// <exception cref="NadException">The picture is larger than the image, or reaches beyond it.</exception>
    public (int Row, int Column) In(int height, int width, int rows, int columns)
    {
        if (height > rows || width > columns)
        {
            throw new NadException(
                $"The trigger's picture is {width}x{height} pixels, but the model takes images of {columns}x{rows}. "
                + "Scale the picture down, or cut it.");
        }

        if (point is not { } p) return ((int)(down * (rows - height)), (int)(across * (columns - width)));
        (int row, int column) = (p.Y < 0 ? rows + p.Y : p.Y, p.X < 0 ? columns + p.X : p.X);
        return row >= 0 && column >= 0 && row <= rows - height && column <= columns - width ? (row, column) : throw new NadException(
            $"A picture of {width}x{height} pixels at {p.X},{p.Y} reaches beyond images of {columns}x{rows}. "
            + $"Its top left pixel can be at 0,0 to {columns - width},{rows - height}.");
    }
}
