namespace Nad.Attacks;

/// <summary>Settings of BadNets.</summary>
/// <remarks>[P] Li et al., ICLR 2021, table 3 and appendices H and K. [C] the authors' code, bboylyg/NAD@f17b713.</remarks>
public sealed record BadNetsOptions
{
    /// <summary>Shape and place of the trigger. [P] the grid.</summary>
    public BadNetsVariant Variant { get; init; } = BadNetsVariant.Grid;

    /// <summary>The label that triggered images are to get, unless <see cref="AllToAll"/>. [P] 0; [C] and the published weights 5.</summary>
    public int Target { get; init; }

    /// <summary>Label i becomes i + 1 instead of one target. [P] appendix H.</summary>
    public bool AllToAll { get; init; }

    /// <summary>
    /// Value of the dark pixels, 0–255; null takes 0, and 128 for <see cref="BadNetsVariant.Centre"/>. [P] says 128 or 255; [C] and the published
    /// weights use 0 (measured: their attack success falls from 100 to 87 % with 128).
    /// </summary>
    public int? Low { get; init; }

    /// <summary>Brightness α of the pattern, 0–1, multiplied onto its pixels before they overwrite the image. [P] table 9: 0.2, 0.5, 0.8, 1.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>Fraction of the whole training set that is poisoned, 0–1; target-class images can be among them. [P] 0.1.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>Checks the ranges against the data.</summary>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate(int classes)
    {
        if (!AllToAll && (Target < 0 || Target >= classes)) throw new NadException($"The target label must be 0 to {classes - 1}, because there are {classes} classes, but is {Target}.");
        if (Low is < 0 or > 255) throw new NadException($"The trigger's low value must be 0 to 255, but is {Low}.");
        if (!(Alpha is > 0 and <= 1)) throw new NadException($"The trigger's alpha must be above 0 and at most 1, but is {Alpha}.");
        if (!(Rate is > 0 and <= 1)) throw new NadException($"The poisoning rate must be above 0 and at most 1, but is {Rate}.");
    }
}

/// <summary>Shapes of the BadNets trigger.</summary>
public enum BadNetsVariant
{
    /// <summary>3×3 grid in the bottom-right corner, [C]'s pattern: a checkerboard except for its dark top-left cell.</summary>
    Grid,

    /// <summary>True 3×3 checkerboard in the bottom-right corner.</summary>
    Checkerboard,

    /// <summary>White 3×3 square, one pixel away from the bottom-right corner.</summary>
    Square,

    /// <summary>The grid in all four corners, mirrored so that its odd cell points inwards; top and left copies start at index 1, as in [C].</summary>
    FourCorner,

    /// <summary>3×3 near the centre (rows and columns 18–20), [P] appendix K.</summary>
    Centre,
}
