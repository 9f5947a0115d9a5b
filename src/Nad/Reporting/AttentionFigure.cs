namespace Nad.Reporting;

/// <summary>One input image and where several models look at it.</summary>
/// <param name="Caption">What the image is, such as <c>A frog, with the trigger</c>.</param>
/// <param name="ImageRgb">H·W·3 bytes, 0–255, row by row, channels last.</param>
/// <param name="Height">Rows of the image, ≥ 1.</param>
/// <param name="Width">Columns of the image, ≥ 1.</param>
/// <param name="Rows">One row of maps per model.</param>
public sealed record AttentionFigure(string Caption, byte[] ImageRgb, int Height, int Width, IReadOnlyList<AttentionRow> Rows);
