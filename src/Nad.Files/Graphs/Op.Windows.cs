namespace Nad.Files.Graphs;

/// <content>Attention within windows of a map, channels last: Liu et al., "Swin Transformer", ICCV 2021. A map whose sides are no multiple
/// of the window is filled up with zeros.</content>
public abstract partial record Op
{
    /// <summary>
    /// N×H×W×C → (N·n)×(h·w)×C: the n windows of each map as tokens, row by row, after the map was shifted up and left. What leaves comes
    /// in at the other side. Along a side that one window covers there is no shift.
    /// </summary>
    /// <param name="Window">h and w.</param>
    /// <param name="Shift">Rows and columns; 0 for none.</param>
    public sealed record CutWindows(Extent Window, Extent Shift) : Op;

    /// <summary>The inverse of <see cref="CutWindows"/>: windows, and the map that they were cut from, which gives the sizes.</summary>
    /// <param name="Window">h and w.</param>
    /// <param name="Shift">Rows and columns; 0 for none.</param>
    public sealed record JoinWindows(Extent Window, Extent Shift) : Binary;

    /// <summary>
    /// Scores (N·n)×heads×T×T, and the map: −100 is added where the shift brought two tokens into one window that are not neighbours.
    /// </summary>
    /// <param name="Window">h and w.</param>
    /// <param name="Shift">Rows and columns; 0 for none.</param>
    public sealed record MaskWindows(Extent Window, Extent Shift) : Binary;

    /// <summary>N×H×W×C → N×⌈H/2⌉×⌈W/2⌉×4C: of each square of four, upper left, lower left, upper right, lower right.</summary>
    public sealed record MergePatches : Op;
}
