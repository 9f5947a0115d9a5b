namespace Nad.Experiments;

/// <summary>What a cell is expected to cost: cells of one class take times in proportion to their units.</summary>
/// <param name="Class">Cells that are alike but for their size, such as <c>nad wrn-16-1</c>.</param>
/// <param name="Units">Forward passes of a WRN-16-1 on one image; a training step counts three for each of its images.</param>
public sealed record CellCost(string Class, double Units)
{
    /// <summary>
    /// Passes of a network in units of those of a WRN-16-1; the multiplications grow with depth and with the square of the width.
    /// </summary>
    public static double Size(Models.WideResNetShape shape) => (shape.Depth - 4) / 12.0 * shape.Widen * shape.Widen;
}
