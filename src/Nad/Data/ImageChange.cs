namespace Nad.Data;

/// <summary>What augmentation does to one image: a shift, a mirror, a black hole. The default changes nothing.</summary>
internal struct ImageChange
{
    /// <summary>
    /// A window of the image that is brought to its size before all else: first row, first column, rows, columns; no rows for none.
    /// </summary>
    public (int Top, int Left, int Height, int Width) Window;

    /// <summary>Rows by which the window lies below the image's top; negative: above it.</summary>
    public int Down;

    /// <summary>Columns by which the window lies right of the image's left edge; negative: left of it.</summary>
    public int Right;

    /// <summary>Mirrored after the shift.</summary>
    public bool Flip;

    /// <summary>First row, one past the last row, first column, one past the last column of the hole; all 0 for none.</summary>
    public int HoleTop, HoleBottom, HoleLeft, HoleRight;
}
