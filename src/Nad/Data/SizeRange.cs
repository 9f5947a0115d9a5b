namespace Nad.Data;

/// <summary>The smallest and the largest width and height among images as they are stored, before any resizing.</summary>
/// <param name="MinWidth">Columns of the narrowest.</param>
/// <param name="MinHeight">Rows of the lowest.</param>
/// <param name="MaxWidth">Columns of the widest.</param>
/// <param name="MaxHeight">Rows of the highest.</param>
public readonly record struct SizeRange(int MinWidth, int MinHeight, int MaxWidth, int MaxHeight)
{
    /// <summary>Such as <c>32x32</c> or <c>15x15 to 250x250</c>.</summary>
    public override string ToString() =>
        (MinWidth, MinHeight) == (MaxWidth, MaxHeight) ? $"{MinWidth}x{MinHeight}" : $"{MinWidth}x{MinHeight} to {MaxWidth}x{MaxHeight}";
}
