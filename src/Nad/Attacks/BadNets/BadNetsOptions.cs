namespace Nad.Attacks;

/// <summary>Settings of BadNets.</summary>
/// <remarks>[P] Li et al., ICLR 2021, table 3 and appendices H and K. [C] the authors' code, bboylyg/NAD@f17b713.</remarks>
public sealed record BadNetsOptions : AttackOptions
{
    /// <inheritdoc/>
    public override string Name => BadNets.Name;

    /// <summary>Shape and place of the trigger. [P] the grid.</summary>
    public BadNetsVariant Variant { get; init; } = BadNetsVariant.Grid;

    /// <summary>Label i becomes i + 1 instead of one target. [P] appendix H.</summary>
    public bool AllToAll { get; init; }

    /// <summary>
    /// Value of the dark pixels, 0–255; null takes 0, and 128 for <see cref="BadNetsVariant.Centre"/>. [P] says 128 or 255; [C] and the published
    /// weights use 0 (measured: their attack success falls from 100 to 87 % with 128).
    /// </summary>
    public int? Low { get; init; }

    /// <summary>Brightness α of the pattern, 0–1, multiplied onto its pixels before they overwrite the image. [P] table 9: 0.2, 0.5, 0.8, 1.</summary>
    public double Alpha { get; init; } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() =>
    [
        new("variant", Variant.ToString()),
        new("all to all", AllToAll),
        new("low", Low ?? (Variant == BadNetsVariant.Centre ? 128 : 0), "value of the dark pixels"),
        new("alpha", Alpha, "brightness of the pattern"),
    ];

    /// <inheritdoc/>
    public override IAttack Prepare(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new BadNets(this, context.Classes);
    }

    /// <inheritdoc/>
    public override void Validate(int classes)
    {
        (AllToAll ? this with { Target = 0 } : this).ValidateCommon(classes);
        if (Low is < 0 or > 255) throw new NadException($"The trigger's low value must be 0 to 255, but is {Low}.");
        if (!(Alpha is > 0 and <= 1)) throw new NadException($"The trigger's alpha must be above 0 and at most 1, but is {Text(Alpha)}.");
    }

    private void ValidateCommon(int classes) => base.Validate(classes);
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
