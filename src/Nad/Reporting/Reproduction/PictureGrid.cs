namespace Nad.Reporting;

/// <summary>Pictures in rows and columns.</summary>
/// <param name="Caption">What they show; null for none.</param>
/// <param name="Rows">Names of the rows.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Pictures">A PNG for each row and column, row by row; null for an empty place.</param>
/// <param name="Width">Pixels of a picture on the page; the height follows.</param>
public sealed record PictureGrid(
    string? Caption, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, IReadOnlyList<byte[]?> Pictures, int Width);
